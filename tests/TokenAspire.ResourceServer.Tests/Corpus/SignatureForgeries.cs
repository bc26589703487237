using System.Numerics;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Good headers and payloads with signatures that are not theirs.</summary>
internal static class SignatureForgeries
{
    private const int Half = 32;

    // The order of P-256 (FIPS 186-5).
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    public static IEnumerable<Forgery> Make(TokenForge forge, int times)
    {
        for (int time = 0; time < times; time++)
        {
            string good = forge.Good();
            string[] parts = good.Split('.');
            byte[] signature = TokenForge.Decode(parts[2]);
            yield return Bad("payload changed", $"{parts[0]}.{forge.Flip(parts[1])}.{parts[2]}");
            yield return Bad("signature changed", $"{parts[0]}.{parts[1]}.{forge.Flip(parts[2])}");
            yield return new Forgery(1, "header changed", Reason: null, $"{forge.Flip(parts[0])}.{parts[1]}.{parts[2]}");
            yield return Bad("signature of another token", $"{parts[0]}.{parts[1]}.{forge.Good(signature.Length > 64 ? forge.Issuer.Rsa : forge.Issuer.EllipticCurve).Split('.')[2]}");
            yield return Bad("no signature", $"{parts[0]}.{parts[1]}.");
            yield return Resigned(1, "signature cut off", parts, signature[..forge.Random.Next(1, signature.Length)]);
            yield return Resigned(1, "signature too long", parts, [.. signature, (byte)forge.Random.Next(256)]);
            yield return Resigned(1, "zero before the signature", parts, [0, .. signature]);
            yield return Resigned(1, "random signature", parts, RandomBytes(forge, signature.Length));
            yield return Resigned(1, "signature of zeros", parts, new byte[signature.Length]);
            yield return Resigned(1, "signature of ones", parts, [.. Enumerable.Repeat((byte)0xFF, signature.Length)]);
            foreach (Forgery forgery in Elliptic(forge))
            {
                yield return forgery;
            }
        }
    }

    /// <summary>The other of the two signatures that ECDSA has for the same thing: (r, n - s).</summary>
    public static string HighOrLow(string token)
    {
        string[] parts = token.Split('.');
        byte[] signature = TokenForge.Decode(parts[2]);
        BigInteger other = Number(Order) - Number(signature[Half..]);
        return $"{parts[0]}.{parts[1]}.{TokenForge.Encode([.. signature[..Half], .. Bytes(other)])}";
    }

    private static IEnumerable<Forgery> Elliptic(TokenForge forge)
    {
        string[] parts = forge.Good(forge.Issuer.EllipticCurve).Split('.');
        byte[] signature = TokenForge.Decode(parts[2]);
        byte[] r = signature[..Half];
        byte[] s = signature[Half..];
        byte[] zero = new byte[Half];
        yield return Resigned(6, "r is zero", parts, [.. zero, .. s]);
        yield return Resigned(6, "s is zero", parts, [.. r, .. zero]);
        yield return Resigned(6, "r and s are zero", parts, [.. zero, .. zero]);
        yield return Resigned(6, "r is the order", parts, [.. Order, .. s]);
        yield return Resigned(6, "s is the order", parts, [.. r, .. Order]);
        yield return Resigned(6, "r and s are the order", parts, [.. Order, .. Order]);
        yield return Resigned(6, "r and s are one", parts, [.. Bytes(BigInteger.One), .. Bytes(BigInteger.One)]);
        yield return Resigned(6, "r and s exchanged", parts, [.. s, .. r]);
        yield return Resigned(6, "r and s of 33 bytes", parts, [0, .. r, 0, .. s]);
        yield return Resigned(6, "r and s of 31 bytes", parts, [.. r[1..], .. s[1..]]);
        yield return Resigned(6, "r alone", parts, r);
        yield return Resigned(6, "DER", parts, Der(r, s));
        yield return Resigned(6, "r of P-384's size", parts, [.. new byte[16], .. r, .. new byte[16], .. s]);
    }

    // SEQUENCE { INTEGER r, INTEGER s }
    private static byte[] Der(byte[] r, byte[] s)
    {
        byte[] body = [2, Half + 1, 0, .. r, 2, Half + 1, 0, .. s];
        return [0x30, (byte)body.Length, .. body];
    }

    private static Forgery Bad(string what, string token) => new(1, what, RefusalReason.BadSignature, token);

    private static Forgery Resigned(int rule, string what, string[] parts, byte[] signature) =>
        new(rule, what, RefusalReason.BadSignature, $"{parts[0]}.{parts[1]}.{TokenForge.Encode(signature)}");

    private static byte[] RandomBytes(TokenForge forge, int count)
    {
        byte[] bytes = new byte[count];
        forge.Random.NextBytes(bytes);
        return bytes;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Half - bytes.Length], .. bytes];
    }
}
