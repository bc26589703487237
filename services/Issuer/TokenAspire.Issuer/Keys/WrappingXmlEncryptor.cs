using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace TokenAspire.Issuer.Keys;

/// <summary>Encrypts data-protection keys at rest as signing keys are. The framework's contract is synchronous, and it calls this about once in 90 days.</summary>
internal sealed class WrappingXmlEncryptor(IKeyWrapping wrapping) : IXmlEncryptor
{
    internal const string KeyName = "data protection";
    internal const string ElementName = "wrappedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        byte[] plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        byte[] wrapped = wrapping.WrapAsync(plain, KeyName, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return new EncryptedXmlInfo(new XElement(ElementName, Convert.ToBase64String(wrapped)), typeof(WrappingXmlDecryptor));
    }
}

/// <summary>Undoes <see cref="WrappingXmlEncryptor"/>; the stored XML names this type, and the framework creates it.</summary>
internal sealed class WrappingXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly IKeyWrapping _wrapping = services.GetRequiredService<IKeyWrapping>();

    public XElement Decrypt(XElement encryptedElement)
    {
        byte[] wrapped = Convert.FromBase64String(encryptedElement.Value);
        byte[] plain = _wrapping.UnwrapAsync(wrapped, WrappingXmlEncryptor.KeyName, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
