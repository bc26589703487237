using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace TokenAspire.EndToEnd.Tests.NodeClients;

/// <summary>Runs a script of this folder under Node.js, with the packages that its lock file pins.</summary>
internal static class NodeClient
{
    // The OID by which ASP.NET Core marks its development certificates.
    private const string DevelopmentCertificateOid = "1.3.6.1.4.1.311.84.1.1";

    public static async Task<string[]> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        await StartAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], new Dictionary<string, string>(StringComparer.Ordinal));

        string certificate = Path.GetTempFileName();
        try
        {
            // Node has a trust store of its own: it is given the certificate, never told to look away.
            await File.WriteAllTextAsync(certificate, DevelopmentCertificate().ExportCertificatePem());
            Dictionary<string, string> all = new(environment, StringComparer.Ordinal) { ["NODE_EXTRA_CA_CERTS"] = certificate };
            string output = await StartAsync("node", [.. await OptionsAsync(), script], all);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(certificate);
        }
    }

    // Debian 12's Node 18 has Web Crypto as a global only when asked for; later ones always.
    private static async Task<string[]> OptionsAsync()
    {
        string version = await StartAsync("node", ["--version"], new Dictionary<string, string>(StringComparer.Ordinal));
        return version.StartsWith("v18.", StringComparison.Ordinal) ? ["--experimental-global-webcrypto"] : [];
    }

    private static async Task<string> StartAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }

    private static X509Certificate2 DevelopmentCertificate()
    {
        using X509Store store = new(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates
            .Where(certificate => certificate.Extensions.Any(extension => extension.Oid?.Value == DevelopmentCertificateOid))
            .OrderByDescending(certificate => certificate.NotAfter)
            .First();
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
