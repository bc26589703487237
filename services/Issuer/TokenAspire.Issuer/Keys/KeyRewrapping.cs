using System.Xml.Linq;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Keys;

/// <summary>
/// Puts what is stored under a previous secret under the present one, at start: afterwards the previous one is needed for
/// nothing, and can be taken out of the configuration.
/// </summary>
internal sealed class KeyRewrapping(NpgsqlDataSource store, IKeyWrapping wrapping, ILogger<KeyRewrapping> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using AdvisoryLock held = await AdvisoryLock.AcquireAsync(store, IssuerLock.SigningKeys, cancellationToken);
        int rewrapped = await RewrapSigningKeysAsync(held.Connection, cancellationToken)
            + await RewrapDataProtectionKeysAsync(held.Connection, cancellationToken);
        await held.Transaction.CommitAsync(cancellationToken);
        if (rewrapped > 0)
        {
            Log.KeysRewrapped(logger, rewrapped);
        }
    }

    private async Task<int> RewrapSigningKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        int rewrapped = 0;
        foreach (StoredKey key in await SigningKeyTable.ReadAsync(connection, cancellationToken))
        {
            if (key.WrappedPrivateKey is { } wrapped && await wrapping.RewrapAsync(wrapped, key.KeyId, cancellationToken) is { } renewed)
            {
                await SigningKeyTable.RewrapAsync(connection, key.KeyId, renewed, cancellationToken);
                rewrapped++;
            }
        }

        return rewrapped;
    }

    private async Task<int> RewrapDataProtectionKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        int rewrapped = 0;
        foreach ((long id, XElement element) in await ReadDataProtectionKeysAsync(connection, cancellationToken))
        {
            foreach (XElement wrapped in element.Descendants(WrappingXmlEncryptor.ElementName))
            {
                if (await wrapping.RewrapAsync(Convert.FromBase64String(wrapped.Value), WrappingXmlEncryptor.KeyName, cancellationToken) is { } renewed)
                {
                    wrapped.Value = Convert.ToBase64String(renewed);
                    await using NpgsqlCommand update = new("update data_protection_keys set element = $2 where id = $1", connection);
                    await update.With(id).With(element.ToString(SaveOptions.DisableFormatting)).ExecuteNonQueryAsync(cancellationToken);
                    rewrapped++;
                }
            }
        }

        return rewrapped;
    }

    private static async Task<List<(long Id, XElement Element)>> ReadDataProtectionKeysAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("select id, element from data_protection_keys", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(long, XElement)> keys = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add((reader.GetInt64(0), XElement.Parse(reader.GetString(1))));
        }

        return keys;
    }
}
