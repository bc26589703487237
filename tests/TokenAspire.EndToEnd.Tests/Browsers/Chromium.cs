using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(TokenAspire.EndToEnd.Tests.Browsers.Chromium))]

namespace TokenAspire.EndToEnd.Tests.Browsers;

/// <summary>The system's own browser, one for all tests; each test has a profile of its own. test.sh installs it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A new profile: no cookies, nothing stored.</summary>
    /// <param name="gateway">Any address whose certificate the browser is to accept.</param>
    internal async Task<IBrowserContext> OpenProfileAsync(Uri gateway)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Places.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("Chromium is missing. Install it (Debian: apt-get install chromium), or run ./test.sh, which does."),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--ignore-certificate-errors-spki-list=" + await PinAsync(gateway),
            ],
        });
        return await _browser.NewContextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    // Chromium has a list of trusted authorities of its own, which lacks the development certificate. It is told to accept
    // that one key: the one of a certificate that .NET has verified.
    private static async Task<string> PinAsync(Uri address)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using SslStream tls = new(connection.GetStream());
        await tls.AuthenticateAsClientAsync(address.Host);
        using X509Certificate2 certificate = new(tls.RemoteCertificate!);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
