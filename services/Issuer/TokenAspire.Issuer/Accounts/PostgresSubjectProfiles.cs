using Npgsql;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

/// <summary>What tokens say about people, read afresh for each token.</summary>
internal sealed class PostgresSubjectProfiles(NpgsqlDataSource store) : ISubjectProfiles
{
    public async Task<SubjectProfile?> FindAsync(string subjectId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(subjectId, out Guid id))
        {
            return null;
        }

        const string Sql =
            """
            select user_name, display_name, tenant_id, array(select role from user_roles where user_id = id order by role)
              from users where id = $1 and disabled_at is null
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(id);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SubjectProfile(
                id.ToString(), reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3))
            : null;
    }
}
