using System.Security.Cryptography;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>The bare signature over as many bytes as a token has, on every core.</summary>
internal static class RawSignature
{
    private const int SignedBytes = 480;

    // A key for each core. A key pair is generated at its first use, which is no part of a signature.
    private static readonly RSA[] RsaKeys = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ =>
    {
        RSA rsa = RSA.Create(2048);
        rsa.ExportParameters(includePrivateParameters: false);
        return rsa;
    })];

    private static readonly ECDsa[] EcdsaKeys = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

    /// <summary>CPU microseconds of one RS256 signature, measured for that long.</summary>
    public static double Rs256(TimeSpan duration) => Measure(duration, RsaKeys, static (rsa, data, signature) =>
        rsa.SignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Likewise of ES256.</summary>
    public static double Es256(TimeSpan duration) => Measure(duration, EcdsaKeys, static (ecdsa, data, signature) =>
        ecdsa.SignData(data, signature, HashAlgorithmName.SHA256));

    private static double Measure<TKey>(TimeSpan duration, TKey[] keys, Func<TKey, byte[], byte[], int> sign)
    {
        byte[] data = RandomNumberGenerator.GetBytes(SignedBytes);
        long signatures = 0;
        long begun = TimeProvider.System.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Parallel.ForEach(keys, key =>
        {
            byte[] signature = new byte[512];
            long count = 0;
            for (; TimeProvider.System.GetElapsedTime(begun) < duration; count++)
            {
                sign(key, data, signature);
            }

            Interlocked.Add(ref signatures, count);
        });
        return (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / signatures;
    }
}
