using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>For whom a token is, and how it must be signed so that all of them accept it.</summary>
/// <param name="Names">The <c>aud</c> values, sorted.</param>
/// <param name="SigningAlgorithm">The <c>alg</c>.</param>
internal sealed record TokenAudience(IReadOnlyList<string> Names, string SigningAlgorithm)
{
    private const string Rs256 = "RS256";
    private const string Es256 = "ES256";

    /// <summary>The API resources of the scopes; without any, the issuer itself, whose userinfo endpoint is then all that the token opens.</summary>
    public static TokenAudience Of(IReadOnlyList<string> scopes, IRegistrations registrations, IssuerIdentity issuer)
    {
        List<string> names = new(1);
        bool allEs256 = true;
        foreach (string scope in scopes)
        {
            if (registrations.FindResourceOfScope(scope) is ApiResource resource && !names.Contains(resource.Name))
            {
                names.Add(resource.Name);
                allEs256 &= resource.SigningAlgorithm == Es256;
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names.Count == 0
            ? new TokenAudience([issuer.Identifier], Rs256)
            : new TokenAudience(names, allEs256 ? Es256 : Rs256);
    }
}
