using Npgsql;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Postgres;

/// <summary>A server is healthy when a client can log in and each of its databases exists.</summary>
internal static class PostgresProbe
{
    public static async Task<bool> AnswersAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        try
        {
            ReferenceExpression expression = ReferenceExpression.Create($"{server.ConnectionStringExpression};Database=postgres;Pooling=false");
            await using NpgsqlConnection connection = new(await expression.GetValueAsync(cancellationToken));
            await connection.OpenAsync(cancellationToken);
            foreach (string database in server.Databases.Values)
            {
                await CreateAsync(connection, database, cancellationToken);
            }

            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand exists = new("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return;
        }

        using NpgsqlCommandBuilder quoter = new();
        await using NpgsqlCommand create = new($"create database {quoter.QuoteIdentifier(database)}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
