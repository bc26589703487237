using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>Families in the issuer's database, each with a person, a login session and one live refresh token.</summary>
internal static class RefreshFamilies
{
    /// <summary>The refresh tokens of new families.</summary>
    public static async Task<string[]> SeedAsync(NpgsqlDataSource store, int count, string scope)
    {
        const string Sql =
            """
            with family as (
              select gen_random_uuid() as id, gen_random_uuid() as subject, gen_random_uuid() as session, token
                from unnest($1::bytea[]) as token),
            person as (
              insert into users (id, user_name, normalized_user_name, display_name, tenant_id, password_hash,
                  security_stamp, concurrency_stamp, lockout_enabled, access_failed_count)
                select subject, subject::text, subject::text, 'P', 'acme', '', '', '', false, 0 from family returning id),
            login as (
              insert into sessions (session_id, subject_id, created_at, authenticated_at, last_seen_at, expires_at)
                select session, subject, now(), now(), now(), now() + interval '1 day' from family returning session_id),
            authorization_of as (
              insert into refresh_families (family_id, client_id, subject_id, session_id, authenticated_at, scopes, created_at, expires_at,
                  first_access_token_id, first_access_token_expires_at)
                select id, $2, subject, session, now(), $3, now(), now() + interval '30 days', gen_random_uuid(), now()
                  from family returning family_id)
            insert into refresh_tokens (token_hash, family_id, generation, created_at, expires_at,
                access_token_id, access_token_issued_at, access_token_expires_at, access_token_scopes)
              select token, id, 0, now(), now() + interval '14 days', gen_random_uuid(), now(), now(), $3 from family
            """;
        string[] tokens = [.. Enumerable.Range(0, count).Select(_ => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)))];
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.Parameters.AddWithValue(tokens.Select(Hash).ToArray());
        command.Parameters.AddWithValue(IssuerServer.ClientId);
        command.Parameters.AddWithValue(new[] { scope, "offline_access" });
        await command.ExecuteNonQueryAsync();
        return tokens;
    }

    /// <summary>What is stored of a refresh token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

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
