using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TokenAspire.Load;

/// <summary>Refresh families in the issuer's database, each with a person, a login session and one live refresh token.</summary>
internal static class SeededFamilies
{
    /// <summary>The refresh tokens of new families of a client, as if so many people had logged in.</summary>
    public static async Task<string[]> CreateAsync(NpgsqlDataSource store, int count, string clientId, string[] scopes)
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
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(scopes);
        await command.ExecuteNonQueryAsync();
        return tokens;
    }

    /// <summary>What is stored of a refresh token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
