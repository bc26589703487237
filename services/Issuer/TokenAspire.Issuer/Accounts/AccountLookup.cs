using Microsoft.AspNetCore.Identity;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Finds an account by the name that its owner logs in with.</summary>
internal sealed class AccountLookup(NpgsqlDataSource store)
{
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <summary>The subject; null where nobody has that name.</summary>
    public async Task<Guid?> FindSubjectAsync(string userName, CancellationToken cancellationToken)
    {
        // Postgres has no NUL in a text, so nobody's name has one.
        if (userName.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        await using NpgsqlCommand command = store.CreateCommand("select id from users where normalized_user_name = $1");
        return (Guid?)await command.With(Normalizer.NormalizeName(userName)).ExecuteScalarAsync(cancellationToken);
    }
}
