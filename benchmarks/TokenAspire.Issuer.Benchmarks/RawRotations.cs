using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>The issuer's own rotation statement, prepared, from a bare loop over connections that stay open.</summary>
internal sealed class RawRotations : IAsyncDisposable
{
    // To the letter what the issuer sends (RotationStatement); a signature that has changed since fails here at once.
    private const string Statement =
        """
        select (family).family_id, (family).client_id, (family).subject_id, (family).session_id, (family).authenticated_at,
            (family).scopes, (family).expires_at, outcome, suspicion, retry_at,
            (successor).access_token_id, (successor).access_token_issued_at, (successor).access_token_expires_at,
            (successor).access_token_scopes,
            (person).user_name, (person).display_name, (person).tenant_id, roles
          from rotate_refresh_token(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    private static readonly NpgsqlDbType[] ParameterTypes =
    [
        NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Array | NpgsqlDbType.Text,
        NpgsqlDbType.Bytea, NpgsqlDbType.TimestampTz, NpgsqlDbType.Uuid, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz,
        NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Double, NpgsqlDbType.Double,
        NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.Interval, NpgsqlDbType.Integer, NpgsqlDbType.Interval,
        NpgsqlDbType.Double, NpgsqlDbType.Boolean,
    ];

    private readonly NpgsqlCommand[] _commands;
    private readonly string[] _tokens;

    private RawRotations(NpgsqlCommand[] commands, string[] tokens) => (_commands, _tokens) = (commands, tokens);

    public static async Task<RawRotations> PrepareAsync(NpgsqlDataSource store, string[] tokens)
    {
        NpgsqlCommand[] commands = await Task.WhenAll(tokens.Select(async _ =>
        {
            NpgsqlCommand command = new(Statement, await store.OpenConnectionAsync());
            foreach (NpgsqlDbType type in ParameterTypes)
            {
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
            }

            await command.PrepareAsync();
            return command;
        }));
        return new RawRotations(commands, tokens);
    }

    /// <summary>Uses the token of one chain and keeps its successor.</summary>
    public async ValueTask RotateAsync(int chain)
    {
        NpgsqlParameterCollection parameters = _commands[chain].Parameters;
        string successor = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        parameters[0].Value = SeededFamilies.Hash(_tokens[chain]);
        parameters[1].Value = IssuerServer.ClientId;
        parameters[5].Value = SeededFamilies.Hash(successor);
        parameters[6].Value = now.AddDays(14);
        parameters[7].Value = Guid.CreateVersion7(now);
        parameters[8].Value = now;
        parameters[9].Value = now.AddMinutes(5);
        parameters[11].Value = "127.0.0.1";
        parameters[15].Value = now;
        parameters[16].Value = now.AddMinutes(6);
        parameters[17].Value = TimeSpan.FromSeconds(10);
        parameters[18].Value = IssuerServer.Unlimited;
        parameters[19].Value = TimeSpan.FromMinutes(1);
        parameters[20].Value = 1000.0;
        parameters[21].Value = false;
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
