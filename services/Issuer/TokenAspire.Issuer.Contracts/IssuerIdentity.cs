namespace TokenAspire.Issuer.Contracts;

/// <summary>The issuer identifier (RFC 8414 2): an https URL without query, fragment or trailing slash; the <c>iss</c> of every token, to the letter.</summary>
/// <param name="Identifier">The value.</param>
public sealed record IssuerIdentity(string Identifier)
{
    /// <summary>An absolute URL of this issuer.</summary>
    /// <param name="path">Starts with a slash.</param>
    public string Url(string path) => Identifier + path;
}
