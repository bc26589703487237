namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>Request parameters, as the IANA OAuth registry spells them.</summary>
internal static class ParameterNames
{
    public const string ActorToken = "actor_token";
    public const string ActorTokenType = "actor_token_type";
    public const string Audience = "audience";
    public const string ClientAssertion = "client_assertion";
    public const string ClientAssertionType = "client_assertion_type";
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string Code = "code";
    public const string CodeChallenge = "code_challenge";
    public const string CodeChallengeMethod = "code_challenge_method";
    public const string CodeVerifier = "code_verifier";
    public const string DeviceCode = "device_code";
    public const string DpopKeyThumbprint = "dpop_jkt";
    public const string GrantType = "grant_type";
    public const string IdTokenHint = "id_token_hint";
    public const string MaxAge = "max_age";
    public const string Nonce = "nonce";
    public const string PostLogoutRedirectUri = "post_logout_redirect_uri";
    public const string Prompt = "prompt";
    public const string RedirectUri = "redirect_uri";
    public const string RefreshToken = "refresh_token";
    public const string Request = "request";
    public const string RequestUri = "request_uri";
    public const string RequestedTokenType = "requested_token_type";
    public const string Resource = "resource";
    public const string ResponseMode = "response_mode";
    public const string ResponseType = "response_type";
    public const string Scope = "scope";
    public const string State = "state";
    public const string SubjectToken = "subject_token";
    public const string SubjectTokenType = "subject_token_type";
    public const string Token = "token";

    /// <summary>What may come more than once (RFC 8707 2, RFC 8693 2.1).</summary>
    public static bool IsRepeatable(string name) => name is Resource or Audience;

    /// <summary>This issuer's own: a stable identifier of the device that a refresh family is bound to.</summary>
    public const string DeviceId = "device_id";

    /// <summary>This issuer's own, only in its return URL: the person refused.</summary>
    public const string ConsentDenied = "consent_denied";

    /// <summary>This issuer's own, only in its return URL: when the request that led to the login page was made.</summary>
    public const string LoginRequestedAt = "login_requested_at";
}
