using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>
/// HAProxy with the checks of the gateway: algorithm, type, signature, issuer, audience, time and a scope. A folder of its
/// own with the configuration and the keys, which goes with it.
/// </summary>
internal sealed class HaproxyConfiguration : IDisposable
{
    /// <summary>The extension that marks ASP.NET Core's development certificate.</summary>
    private const string MarkerOid = "1.3.6.1.4.1.311.84.1.1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tokenaspire-haproxy");

    public string File => Path.Combine(_folder.FullName, "haproxy.cfg");

    public static HaproxyConfiguration Write(int port, int backend, string issuer, string issuerKey)
    {
        HaproxyConfiguration configuration = new();
        string folder = configuration._folder.FullName;
        using X509Certificate2 certificate = DevelopmentCertificate();
        string authority = Path.Combine(folder, "authority.pem");
        string server = Path.Combine(folder, "server.pem");
        string key = Path.Combine(folder, "issuer.pem");
        System.IO.File.WriteAllText(authority, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(server, $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        System.IO.File.WriteAllText(key, issuerKey);
        System.IO.File.WriteAllText(configuration.File, string.Create(CultureInfo.InvariantCulture,
            $$"""
            global
              ssl-default-bind-options ssl-min-ver TLSv1.2
            defaults
              mode http
              timeout connect 5s
              timeout client 120s
              timeout server 120s
              http-reuse always
            frontend edge
              bind 127.0.0.1:{{port}} ssl crt {{server}}
              http-request set-var(txn.token) http_auth_bearer
              http-request set-var(txn.algorithm) var(txn.token),jwt_header_query('$.alg')
              http-request deny deny_status 401 unless { var(txn.algorithm) -m str RS256 }
              http-request deny deny_status 401 unless { var(txn.token),jwt_header_query('$.typ') -m str at+jwt }
              http-request deny deny_status 401 unless { var(txn.token),jwt_verify(txn.algorithm,"{{key}}") -m int 1 }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.iss') -m str {{issuer}} }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.aud[0]') -m str orders }
              http-request set-var(txn.now) date()
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.exp','int'),sub(txn.now) -m int gt 0 }
              http-request deny deny_status 403 unless { var(txn.token),jwt_payload_query('$.scope') -m reg '(^| )orders:read( |$)' }
              http-request replace-path /api(/.*) \1
              default_backend orders
            backend orders
              server orders 127.0.0.1:{{backend}} ssl verify required ca-file {{authority}} verifyhost localhost sni str(localhost)

            """));
        return configuration;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static X509Certificate2 DevelopmentCertificate()
    {
        using X509Store store = new(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadOnly);
        return store.Certificates
            .Where(certificate => certificate.HasPrivateKey && certificate.Extensions.Any(extension => extension.Oid?.Value == MarkerOid))
            .MaxBy(certificate => certificate.NotAfter) ?? throw new InvalidOperationException("There is no development certificate.");
    }
}
