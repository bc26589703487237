using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Tests.Store;

public sealed class StoreConnectionTests
{
    [Fact]
    public void As_many_connections_as_the_options_say_and_no_Kerberos()
    {
        NpgsqlConnectionStringBuilder connection = StoreConnection.Source("Host=db;Database=tokenstore", maxConnections: 32).ConnectionStringBuilder;

        Assert.Equal(32, connection.MaxPoolSize);
        Assert.Equal(GssEncryptionMode.Disable, connection.GssEncryptionMode);
    }

    [Theory]
    [InlineData("Maximum Pool Size=7;GSS Encryption Mode=Require")]
    [InlineData("maxpoolsize=7;gssencryptionmode=Require")]
    public void The_connection_string_wins(string settings)
    {
        NpgsqlConnectionStringBuilder connection = StoreConnection.Source($"Host=db;Database=tokenstore;{settings}", maxConnections: 32).ConnectionStringBuilder;

        Assert.Equal(7, connection.MaxPoolSize);
        Assert.Equal(GssEncryptionMode.Require, connection.GssEncryptionMode);
    }
}
