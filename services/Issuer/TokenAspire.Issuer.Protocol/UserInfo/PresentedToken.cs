using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.ProofOfPossession;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>The access token of an <c>Authorization</c> header, and the scheme in which it came.</summary>
internal sealed record PresentedToken(string Token, bool IsDpop)
{
    /// <summary>Null unless there is one header, with one of the two schemes (RFC 6750 2.1, RFC 9449 7.1).</summary>
    public static PresentedToken? Read(StringValues authorization)
    {
        string header = authorization.ToString();
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        if (authorization.Count != 1 || space < 0)
        {
            return null;
        }

        string scheme = header[..space];
        bool isDpop = scheme.Equals(ProofVerifier.Scheme, StringComparison.OrdinalIgnoreCase);
        return isDpop || scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? new PresentedToken(header[space..].Trim(' '), isDpop)
            : null;
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => IsDpop ? ProofVerifier.Scheme : "Bearer";
}
