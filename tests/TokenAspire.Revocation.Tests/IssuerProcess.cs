using System.Diagnostics;
using System.Runtime.InteropServices;
using TokenAspire.Revocation.Tests.Issuer;

namespace TokenAspire.Revocation.Tests;

/// <summary>A publisher in a process of its own.</summary>
internal sealed class IssuerProcess : IDisposable
{
    private readonly Process _process;

    private IssuerProcess(Process process) => _process = process;

    public static IssuerProcess Start(string redis, string postgres, Stall stall)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return new IssuerProcess(Process.Start(new ProcessStartInfo(dotnet, [typeof(PostgresJournal).Assembly.Location, redis, postgres, stall.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    public async Task RevokeAsync(IEnumerable<string> tokenIds, CancellationToken ct)
    {
        foreach (string tokenId in tokenIds)
        {
            await _process.StandardInput.WriteLineAsync(tokenId.AsMemory(), ct);
        }
    }

    /// <summary>What it says next: a <c>jti</c> it has revoked, or that it has stalled.</summary>
    public async Task<string> NextAsync(CancellationToken ct) =>
        await _process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The issuer has ended.");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Lets it finish what it was given.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        _process.StandardInput.Close();
        while (await _process.StandardOutput.ReadLineAsync(ct) is not null)
        {
            // Its answers have been read by whoever wanted them.
        }

        await _process.WaitForExitAsync(ct);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
