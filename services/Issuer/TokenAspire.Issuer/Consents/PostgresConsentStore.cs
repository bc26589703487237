using Npgsql;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Consents;

/// <summary>Consents in Postgres. What withdrawing one ends is decided in <c>Schema/0013_consents.sql</c>.</summary>
internal sealed class PostgresConsentStore(NpgsqlDataSource store, RevocationHorizon horizon, TimeProvider time) : IConsentStore
{
    public async Task<Consent?> FindAsync(string subjectId, string clientId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand(
            "select client_id, scopes, given_at from consents where subject_id = $1 and client_id = $2");
        await using NpgsqlDataReader reader = await command.With(Guid.Parse(subjectId)).With(clientId).ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Everything that a person consented to, by client.</summary>
    public async Task<IReadOnlyList<Consent>> ListAsync(string subjectId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand(
            "select client_id, scopes, given_at from consents where subject_id = $1 order by client_id");
        await using NpgsqlDataReader reader = await command.With(Guid.Parse(subjectId)).ExecuteReaderAsync(cancellationToken);
        List<Consent> consents = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            consents.Add(Read(reader));
        }

        return consents;
    }

    /// <summary>Remembers a yes, beside what was consented to before.</summary>
    public async Task GiveAsync(string subjectId, string clientId, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("select give_consent($1, $2, $3, $4)");
        command.With(Guid.Parse(subjectId)).With(clientId).With(scopes).With(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets a consent and ends what the client holds of the person; the caller then publishes what is pending.</summary>
    public async Task<bool> WithdrawAsync(string subjectId, string clientId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand("select withdraw_consent($1, $2, $3, $4)");
        command.With(Guid.Parse(subjectId)).With(clientId).With(now).With(horizon.From(now));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Consent Read(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetTime(2));
}
