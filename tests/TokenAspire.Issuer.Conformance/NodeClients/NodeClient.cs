using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace TokenAspire.Issuer.Conformance.NodeClients;

/// <summary>Runs a script of this folder under Node.js, with the packages that its lock file pins.</summary>
public static class NodeClient
{
    // The OID by which ASP.NET Core marks its development certificates.
    private const string DevelopmentCertificateOid = "1.3.6.1.4.1.311.84.1.1";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Once for all scripts of a test run.
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    /// <summary>Runs a script to its end: the lines that it printed.</summary>
    public static async Task<string[]> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        await Installation.Value;
        string certificate = Path.GetTempFileName();
        try
        {
            // Node has a trust store of its own: it is given the certificate, never told to look away.
            await File.WriteAllTextAsync(certificate, DevelopmentCertificate().ExportCertificatePem(), TestContext.Current.CancellationToken);
            Dictionary<string, string> all = new(environment, StringComparer.Ordinal) { ["NODE_EXTRA_CA_CERTS"] = certificate };
            string output = await RunAsync("node", [.. await OptionsAsync(), script], all);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(certificate);
        }
    }

    /// <summary>Starts a script that serves until its standard input ends.</summary>
    public static async Task<Process> StartAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        await Installation.Value;
        return Start("node", [.. await OptionsAsync(), script], environment);
    }

    /// <summary>ASP.NET Core's development certificate, with its key.</summary>
    public static X509Certificate2 DevelopmentCertificate()
    {
        using X509Store store = new(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates
            .Where(certificate => certificate.Extensions.Any(extension => extension.Oid?.Value == DevelopmentCertificateOid))
            .OrderByDescending(certificate => certificate.NotAfter)
            .First();
    }

    private static async Task InstallAsync()
    {
        // npm writes this file last: whatever is newer than the lock file came out of it.
        FileInfo installed = new(Path.Combine(Folder(), "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder(), "package-lock.json")))
        {
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Nothing);
        }
    }

    // Debian 12's Node 18 has Web Crypto as a global only when asked for; later ones always.
    private static async Task<string[]> OptionsAsync()
    {
        string version = await RunAsync("node", ["--version"], Nothing);
        return version.StartsWith("v18.", StringComparison.Ordinal) ? ["--experimental-global-webcrypto"] : [];
    }

    private static async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        using Process process = Start(program, arguments, environment);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }

    private static Process Start(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
