using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Bff.Keys;

/// <summary>
/// The data-protection key ring of the cookies, worked out from the secret that all replicas have (HKDF, RFC 5869): nothing
/// is stored, nothing is shared but the secret, and no store that is down or was emptied can log anybody out.
/// </summary>
internal sealed class CookieKeys(IOptions<BffOptions> options) : IXmlRepository
{
    private const int MasterKeyBytes = 64;
    private const int IdentifierBytes = 16;

    // The newer activation is the key that writes. The dates mean nothing else: a key ends when its secret is taken out.
    private static readonly DateTimeOffset Activated = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset PreviouslyActivated = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public IReadOnlyCollection<XElement> GetAllElements() => options.Value.PreviousCookieSecret.Length > 0
        ? [Key(options.Value.CookieSecret, Activated), Key(options.Value.PreviousCookieSecret, PreviouslyActivated)]
        : [Key(options.Value.CookieSecret, Activated)];

    /// <summary>Never called: automatic keys are switched off.</summary>
    public void StoreElement(XElement element, string friendlyName) =>
        throw new NotSupportedException("The keys of the cookies are derived, not stored.");

    // <key id version><creationDate/><activationDate/><expirationDate/><descriptor deserializerType>…</descriptor></key>
    private static XElement Key(string secret, DateTimeOffset activated)
    {
        AuthenticatedEncryptorConfiguration algorithms = new() { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM };
        using Secret masterKey = new(Derive(secret, "cookie master key", MasterKeyBytes));
        XmlSerializedDescriptorInfo descriptor = new AuthenticatedEncryptorDescriptor(algorithms, masterKey).ExportToXml();
        return new XElement(
            "key",
            new XAttribute("id", new Guid(Derive(secret, "cookie key identifier", IdentifierBytes))),
            new XAttribute("version", 1),
            Date("creationDate", PreviouslyActivated),
            Date("activationDate", activated),
            Date("expirationDate", Never),
            new XElement(
                "descriptor",
                new XAttribute("deserializerType", descriptor.DeserializerType.AssemblyQualifiedName!),
                descriptor.SerializedDescriptorElement));
    }

    private static XElement Date(string name, DateTimeOffset date) => new(name, date.ToString("O", CultureInfo.InvariantCulture));

    private static byte[] Derive(string secret, string purpose, int bytes) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), bytes, info: Encoding.UTF8.GetBytes("TokenAspire gateway " + purpose));
}
