using System.Text;
using Npgsql;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>Families of the client of the benchmarks, and how their tokens are exchanged.</summary>
internal static class RefreshFamilies
{
    /// <summary>The refresh tokens of new families.</summary>
    public static Task<string[]> SeedAsync(NpgsqlDataSource store, int count, string scope) =>
        SeededFamilies.CreateAsync(store, count, IssuerServer.ClientId, [scope, "offline_access"]);

    public static byte[] RefreshRequest(string token) =>
        HttpConnection.TokenRequest(IssuerServer.TokenPath, "grant_type=refresh_token&refresh_token=" + token);

    /// <summary>The successor that an answer hands out.</summary>
    public static string ReadSuccessor(HttpAnswer answer)
    {
        ReadOnlySpan<byte> member = "\"refresh_token\":\""u8;
        ReadOnlySpan<byte> body = answer.Expect200().Span;
        int begin = body.IndexOf(member);
        ReadOnlySpan<byte> value = begin < 0 ? [] : body[(begin + member.Length)..];
        return value.IndexOf((byte)'"') is > 0 and int length
            ? Encoding.ASCII.GetString(value[..length])
            : throw new InvalidOperationException("An answer has no refresh token.");
    }
}
