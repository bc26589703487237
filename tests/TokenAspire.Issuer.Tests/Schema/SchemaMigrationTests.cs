using Npgsql;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Schema;

public sealed class SchemaMigrationTests(Stores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applying_again_changes_nothing()
    {
        await using IssuerHost host = await StartAsync(await stores.CreateDatabaseAsync());
        long before = (await host.QueryAsync<long>("select count(*) from schema_files")).Single();

        await host.Migration.ApplyAsync(Cancel);

        Assert.True(before > 0);
        Assert.Equal(before, (await host.QueryAsync<long>("select count(*) from schema_files")).Single());
    }

    [Fact]
    public async Task Issuers_that_start_at_once_agree_on_schema_keys_and_users()
    {
        string database = await stores.CreateEmptyDatabaseAsync();
        IssuerHost[] hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => StartAsync(database))));

        try
        {
            Assert.Equal(4, (await hosts[0].QueryAsync<string>("select key_id from signing_keys")).Count);
            Assert.Equal(3, (await hosts[0].QueryAsync<Guid>("select id from users")).Count);
            string[] kids = [.. hosts.Select(host => host.Get<Contracts.Keys.ISigningKeyRing>().GetSigningKey("RS256").KeyId).Distinct(StringComparer.Ordinal)];
            Assert.Single(kids);
        }
        finally
        {
            foreach (IssuerHost host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_stops_the_start()
    {
        await using IssuerHost host = await StartAsync(await stores.CreateDatabaseAsync());
        await using NpgsqlCommand command = host.Database.CreateCommand(
            "update schema_files set checksum = '\\x00' where name = '0002_grants.sql'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Migration.ApplyAsync(Cancel));

        Assert.Contains("0002_grants.sql", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<IssuerHost> StartAsync(string connectionString)
    {
        IssuerHost host = new(stores) { ConnectionString = connectionString };
        _ = host.Services;
        await Task.Yield();
        return host;
    }
}
