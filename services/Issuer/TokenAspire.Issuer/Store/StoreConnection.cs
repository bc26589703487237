using System.Data.Common;
using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>What the issuer wants of its connections to Postgres, where their connection string says nothing else.</summary>
internal static class StoreConnection
{
    // Every statement of the token path is prepared on the server after its second use.
    private const int PreparedStatements = 64;

    public static NpgsqlDataSourceBuilder Source(string connectionString, int maxConnections)
    {
        NpgsqlDataSourceBuilder source = new(connectionString);
        NpgsqlConnectionStringBuilder connection = source.ConnectionStringBuilder;

        // In Npgsql's own spelling. Its ContainsKey tells which keys there are at all, not which the string has.
        DbConnectionStringBuilder said = new() { ConnectionString = connection.ConnectionString };
        if (!said.ContainsKey("Maximum Pool Size"))
        {
            connection.MaxPoolSize = maxConnections;
        }

        // As it comes, Npgsql tries Kerberos for every connection, and an image without it writes two lines that are no JSON.
        if (!said.ContainsKey("GSS Encryption Mode"))
        {
            connection.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        connection.MaxAutoPrepare = PreparedStatements;
        connection.AutoPrepareMinUsages = 2;

        // Nothing here leaves a setting, a session's lock or a temporary table behind (and who once listened may go on: a
        // notice that nobody waits for is dropped), so the statements that would reset a connection before every use are saved.
        connection.NoResetOnClose = true;
        return source;
    }
}
