using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>Work that only one issuer may do at a time; the number is Postgres's name for the lock.</summary>
internal enum IssuerLock : long
{
    Schema = 0x746B_6173_0001,
    DevelopmentUsers = 0x746B_6173_0002,
    SigningKeys = 0x746B_6173_0003,
    CleanUp = 0x746B_6173_0004,
}

/// <summary>A lock over all issuers of one database. It belongs to a transaction of its own, so it goes whenever the connection does.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    private AdvisoryLock(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        Transaction = transaction;
    }

    public NpgsqlConnection Connection { get; }

    /// <summary>For work that must be committed together with the release; without a commit it is rolled back.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>Waits until the lock is free.</summary>
    public static async Task<AdvisoryLock> AcquireAsync(NpgsqlDataSource store, IssuerLock name, CancellationToken cancellationToken)
    {
        AdvisoryLock held = await OpenAsync(store, cancellationToken);
        try
        {
            await using NpgsqlCommand command = new("select pg_advisory_xact_lock($1)", held.Connection);
            await command.With((long)name).ExecuteNonQueryAsync(cancellationToken);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null where another issuer holds the lock.</summary>
    public static async Task<AdvisoryLock?> TryAcquireAsync(NpgsqlDataSource store, IssuerLock name, CancellationToken cancellationToken)
    {
        AdvisoryLock held = await OpenAsync(store, cancellationToken);
        bool acquired = false;
        try
        {
            await using NpgsqlCommand command = new("select pg_try_advisory_xact_lock($1)", held.Connection);
            acquired = (bool)(await command.With((long)name).ExecuteScalarAsync(cancellationToken))!;
            return acquired ? held : null;
        }
        finally
        {
            if (!acquired)
            {
                await held.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static async Task<AdvisoryLock> OpenAsync(NpgsqlDataSource store, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await store.OpenConnectionAsync(cancellationToken);
        try
        {
            return new AdvisoryLock(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
