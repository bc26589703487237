using Npgsql;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Sessions;

/// <summary>Asks the sessions' own rows, whose locks every revocation takes (Schema/0004_revocation.sql).</summary>
internal sealed class PostgresOpenSessions(NpgsqlDataSource store) : ILoginSessions
{
    public async Task<bool> IsOpenAsync(string sessionId, CancellationToken cancellationToken)
    {
        const string Sql = "select true from sessions where session_id = $1 and ended_at is null for share";
        if (!Guid.TryParse(sessionId, out Guid id))
        {
            return false;
        }

        await using NpgsqlCommand command = store.CreateCommand(Sql).With(id);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
