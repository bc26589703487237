using System.Security.Cryptography.X509Certificates;

namespace TokenAspire.LocalHosting.Projects;

/// <summary>The certificate by which services speak HTTPS in development. Validation is never switched off, so it must be trusted.</summary>
internal static class DevelopmentCertificate
{
    /// <summary>The extension that marks ASP.NET Core's development certificate.</summary>
    private const string MarkerOid = "1.3.6.1.4.1.311.84.1.1";

    private static bool _found;

    public static void Require()
    {
        if (_found)
        {
            return;
        }

        using X509Store store = new(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadOnly);
        DateTime now = TimeProvider.System.GetLocalNow().DateTime;
        X509Certificate2? newest = store.Certificates
            .Where(certificate => certificate.HasPrivateKey && certificate.NotBefore <= now && now <= certificate.NotAfter)
            .Where(certificate => certificate.Extensions.Any(extension => extension.Oid?.Value == MarkerOid))
            .MaxBy(certificate => certificate.NotAfter);
        if (newest is null)
        {
            throw new DistributedApplicationException("There is no ASP.NET Core development certificate. Create and trust it: dotnet dev-certs https --trust");
        }

        using X509Chain chain = new();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(newest))
        {
            throw new DistributedApplicationException("The ASP.NET Core development certificate is not trusted. Trust it: dotnet dev-certs https --trust");
        }

        _found = true;
    }
}
