using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>The issuer's own rotation statement, prepared, from a bare loop over connections that stay open.</summary>
internal sealed class RawRotations : IAsyncDisposable
{
    private readonly NpgsqlCommand[] _commands;
    private readonly string[] _tokens;

    private RawRotations(NpgsqlCommand[] commands, string[] tokens) => (_commands, _tokens) = (commands, tokens);

    public static async Task<RawRotations> PrepareAsync(NpgsqlDataSource store, string[] tokens)
    {
        NpgsqlCommand[] commands = await Task.WhenAll(tokens.Select(async _ =>
        {
            NpgsqlCommand command = new(Statement, await store.OpenConnectionAsync());
            foreach (NpgsqlDbType type in (NpgsqlDbType[])
                [
                    NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Array | NpgsqlDbType.Text,
                    NpgsqlDbType.Bytea, NpgsqlDbType.TimestampTz, NpgsqlDbType.Uuid, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz,
                    NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.TimestampTz, NpgsqlDbType.Interval, NpgsqlDbType.TimestampTz,
                ])
            {
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
            }

            await command.PrepareAsync();
            return command;
        }));
        return new RawRotations(commands, tokens);
    }

    private static string Statement =>
        """
        select (family).family_id, (family).client_id, (family).subject_id, (family).session_id, (family).authenticated_at,
            (family).scopes, (family).expires_at, outcome,
            (successor).access_token_id, (successor).access_token_issued_at, (successor).access_token_expires_at,
            (successor).access_token_scopes
          from rotate_refresh_token($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    /// <summary>Uses the token of one chain and keeps its successor.</summary>
    public async ValueTask RotateAsync(int chain)
    {
        NpgsqlParameterCollection parameters = _commands[chain].Parameters;
        string successor = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        parameters[0].Value = RefreshFamilies.Hash(_tokens[chain]);
        parameters[1].Value = IssuerServer.ClientId;
        parameters[4].Value = RefreshFamilies.Hash(successor);
        parameters[5].Value = now.AddDays(14);
        parameters[6].Value = Guid.CreateVersion7(now);
        parameters[7].Value = now;
        parameters[8].Value = now.AddMinutes(5);
        parameters[10].Value = "127.0.0.1";
        parameters[11].Value = now;
        parameters[12].Value = TimeSpan.FromSeconds(10);
        parameters[13].Value = now.AddMinutes(6);
        await using NpgsqlDataReader reader = await _commands[chain].ExecuteReaderAsync();
        if (!await reader.ReadAsync() || reader.GetString(7) != "rotated")
        {
            throw new InvalidOperationException("A bare rotation did not rotate.");
        }

        _tokens[chain] = successor;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlCommand command in _commands)
        {
            await command.Connection!.DisposeAsync();
            await command.DisposeAsync();
        }
    }
}
