namespace TokenAspire.ResourceServer;

/// <summary>
/// The claims of a token whose signature holds. Those that the rules look at are typed; all of them are claims of the
/// identity, under their own names.
/// </summary>
internal sealed class TokenPayload(string issuer)
{
    /// <summary>The issuer that was asked for.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>Whether <c>iss</c> is exactly that.</summary>
    public bool IsFromIssuer { get; private set; }

    /// <summary><c>jti</c>.</summary>
    public string? TokenId { get; private set; }

    /// <summary><c>sid</c>.</summary>
    public string? SessionId { get; private set; }

    /// <summary><c>sub</c>.</summary>
    public string? Subject { get; private set; }

    /// <summary><c>client_id</c>.</summary>
    public string? ClientId { get; private set; }

    /// <summary><c>exp</c>, a NumericDate (RFC 7519 section 2) in seconds; a fraction is dropped.</summary>
    public long? ExpiresAt { get; private set; }

    /// <summary><c>nbf</c>, likewise.</summary>
    public long? NotBefore { get; private set; }

    /// <summary><c>iat</c>, likewise.</summary>
    public long? IssuedAt { get; private set; }

    /// <summary>Whether it is bound to a key of its client (<c>cnf</c>, RFC 7800).</summary>
    public bool IsBound { get; private set; }

    /// <summary>An array is several claims, an object its JSON, a null none.</summary>
    public ClaimList Claims { get; set; }

    /// <summary>Takes note of what a claim says, if a rule asks for it.</summary>
    public void Set(ClaimName name, string text)
    {
        switch (name)
        {
            case ClaimName.Issuer:
                IsFromIssuer = text == Issuer;
                break;
            case ClaimName.TokenId:
                TokenId = text;
                break;
            case ClaimName.SessionId:
                SessionId = text;
                break;
            case ClaimName.Subject:
                Subject = text;
                break;
            case ClaimName.ClientId:
                ClientId = text;
                break;
        }
    }

    /// <summary>Takes note of a time, in seconds.</summary>
    public void Set(ClaimName name, long seconds)
    {
        switch (name)
        {
            case ClaimName.ExpiresAt:
                ExpiresAt = seconds;
                break;
            case ClaimName.NotBefore:
                NotBefore = seconds;
                break;
            case ClaimName.IssuedAt:
                IssuedAt = seconds;
                break;
        }
    }

    /// <summary>The same, under claims of its own.</summary>
    public TokenPayload With(ClaimList claims)
    {
        TokenPayload copy = (TokenPayload)MemberwiseClone();
        copy.Claims = claims;
        return copy;
    }

    /// <summary>Takes note that it is bound, to whatever it may be.</summary>
    public void SetBound() => IsBound = true;
}
