using System.Collections.Frozen;

namespace TokenAspire.ResourceServer;

/// <summary>What the issuer said about itself at one moment.</summary>
internal sealed record IssuerDocument
{
    /// <summary>Its keys by <c>kid</c>; never none.</summary>
    public required FrozenDictionary<string, VerificationKey> Keys { get; init; }

    /// <summary>How long its answer may be kept (<c>Cache-Control: max-age</c>), if it said so.</summary>
    public required TimeSpan? MaxAge { get; init; }

    /// <summary>Where tokens are asked for.</summary>
    public required string? TokenEndpoint { get; init; }

    /// <summary>Where tokens are asked about.</summary>
    public required string? IntrospectionEndpoint { get; init; }

    /// <summary>
    /// Succeeds what was read before: a key that is still published stays the same object, and one that is not, or not
    /// with this material, is withdrawn. Who remembers a key learns it from the key.
    /// </summary>
    public IssuerDocument Succeed(IssuerDocument? previous)
    {
        if (previous is null)
        {
            return this;
        }

        IssuerDocument successor = this with
        {
            Keys = Keys.ToFrozenDictionary(named => named.Key, named => previous.Known(named.Value), StringComparer.Ordinal),
        };
        foreach (VerificationKey key in previous.Keys.Values.Except(successor.Keys.Values))
        {
            key.Withdraw();
        }

        return successor;
    }

    private VerificationKey Known(VerificationKey key) =>
        Keys.GetValueOrDefault(key.KeyId) is { } known && known.IsSameAs(key) ? known : key;
}
