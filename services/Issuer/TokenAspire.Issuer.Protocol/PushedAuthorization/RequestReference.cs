using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>The form of a <c>request_uri</c>: <c>urn:ietf:params:oauth:request_uri:</c> and 256 random bits (RFC 9126 2.2).</summary>
internal static class RequestReference
{
    private const string Prefix = "urn:ietf:params:oauth:request_uri:";

    /// <summary>The parameter's value.</summary>
    public static string Format(OpaqueToken reference) => Prefix + reference.Reveal();

    /// <summary>Whether a value is meant to be one of ours; any other is an address, which nothing is ever fetched from.</summary>
    public static bool IsReference(string requestUri) => requestUri.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What the value refers to; false where it cannot refer to anything.</summary>
    public static bool TryParse(string requestUri, out OpaqueToken reference)
    {
        reference = default;
        return IsReference(requestUri) && OpaqueToken.TryParse(requestUri[Prefix.Length..], out reference);
    }
}
