using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>The issuer in a process of its own, which can be killed.</summary>
internal sealed class IssuerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private IssuerProcess(Process process, HttpClient http) => (_process, Http) = (process, http);

    public HttpClient Http { get; }

    /// <summary>Starts it on a host's database, with the host's settings, and waits until its token endpoint answers.</summary>
    public static async Task<IssuerProcess> StartAsync(IssuerHost host, IReadOnlyDictionary<string, string> settings)
    {
        int port = TakePort();
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "TokenAspire.Issuer"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            },
        };
        foreach ((string key, string? value) in host.AllSettings.Concat(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        HttpClient http = new(new SocketsHttpHandler()) { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        IssuerProcess issuer = new(process, http);
        await issuer.BecomeReadyAsync();
        return issuer;
    }

    /// <summary>SIGKILL: no handler runs, no socket is closed in order.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private async Task BecomeReadyAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (!_process.HasExited)
        {
            try
            {
                using HttpResponseMessage jwks = await Http.GetAsync("/.well-known/openid-configuration/jwks", TestContext.Current.CancellationToken);
                if (jwks.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The issuer ended with {_process.ExitCode} before it was ready.");
    }

    private static int TakePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
