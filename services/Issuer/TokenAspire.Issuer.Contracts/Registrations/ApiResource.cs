using System.Collections.Frozen;

namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>A protected API: the <c>aud</c> of tokens that carry one of its scopes.</summary>
/// <param name="Name">The audience value.</param>
/// <param name="Scopes">Its scopes, each of one resource only.</param>
/// <param name="SigningAlgorithm"><c>RS256</c> or <c>ES256</c>.</param>
/// <param name="Uri">An absolute URI that a client may name it by (RFC 8707 2); null where the name is all.</param>
public sealed record ApiResource(string Name, IReadOnlySet<string> Scopes, string SigningAlgorithm = "RS256", string? Uri = null)
{
    /// <summary>What a scope lets a client do, in words that follow "it will be able to"; scopes without words are shown by name.</summary>
    public IReadOnlyDictionary<string, string> ScopeTexts { get; init; } = FrozenDictionary<string, string>.Empty;
}
