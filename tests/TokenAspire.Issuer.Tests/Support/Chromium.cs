using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>The system's own browser; test.sh installs it.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    public static string Find() => Places.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing. Install it (Debian: apt-get install chromium), or run ./test.sh, which does.");

    /// <summary>Starts it so that it takes the development certificate for good, and no other that is not.</summary>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, Uri site) => await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Find(),
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--ignore-certificate-errors-spki-list={await PublicKeyHashAsync(site)}",
        ],
    });

    private static async Task<string> PublicKeyHashAsync(Uri site)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(site.Host, site.Port, TestContext.Current.CancellationToken);
        await using SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(site.Host);
        using X509Certificate2 certificate = new(tls.RemoteCertificate!);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
