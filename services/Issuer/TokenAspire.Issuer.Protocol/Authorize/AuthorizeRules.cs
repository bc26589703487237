using System.Globalization;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>What an authorization request of a valid client has to keep to, in the order in which it is checked.</summary>
internal static class AuthorizeRules
{
    private delegate ProtocolError? Rule(ClientRegistration client, RequestParameters parameters);

    private static readonly Rule[] InOrder =
    [
        RequestIsWellFormed, RequestObjectsAreNotUsed, ResponseTypeIsCode, ResponseModeIsQuery, ClientMayUseCodes,
        ChallengeIsS256, ScopesAreRegistered, PromptIsKnown, MaxAgeIsANumber,
        DpopKeyIsAThumbprint,
    ];

    /// <summary>The error of the first rule that is broken; null where all hold.</summary>
    public static ProtocolError? FirstBroken(ClientRegistration client, RequestParameters parameters)
    {
        foreach (Rule rule in InOrder)
        {
            if (rule(client, parameters) is ProtocolError error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Reads <c>prompt</c>; null where a value is unknown or <c>none</c> is not alone.</summary>
    public static Prompt? ParsePrompt(string? prompt)
    {
        Prompt parsed = Prompt.Unspecified;
        foreach (string value in (prompt ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (value)
            {
                case "none": parsed |= Prompt.None; break;
                case "login": parsed |= Prompt.Login; break;
                case "consent": parsed |= Prompt.Consent; break;
                default: return null;
            }
        }

        return parsed.HasFlag(Prompt.None) && parsed != Prompt.None ? null : parsed;
    }

    /// <summary>Reads a number of seconds; false where it is none.</summary>
    public static bool TryParseSeconds(string? text, out int seconds) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);

    // RFC 6749 3.1: no parameter more than once.
    private static ProtocolError? RequestIsWellFormed(ClientRegistration client, RequestParameters parameters) =>
        parameters.Defect is string defect ? ProtocolErrors.InvalidRequest.Because(defect) : null;

    // OIDC Core 6.1 and 6.2: an issuer that does not support them says so with these codes.
    private static ProtocolError? RequestObjectsAreNotUsed(ClientRegistration client, RequestParameters parameters)
    {
        if (parameters[ParameterNames.Request] is not null)
        {
            return ProtocolErrors.RequestNotSupported;
        }

        return parameters[ParameterNames.RequestUri] is not null ? ProtocolErrors.RequestUriNotSupported : null;
    }

    // RFC 9700 2.1.2: no implicit, no hybrid.
    private static ProtocolError? ResponseTypeIsCode(ClientRegistration client, RequestParameters parameters) =>
        parameters[ParameterNames.ResponseType] switch
        {
            "code" => null,
            null => ProtocolErrors.InvalidRequest.Because("response_type is missing."),
            _ => ProtocolErrors.UnsupportedResponseType,
        };

    // OAuth 2.0 Multiple Response Type Encoding Practices 2.1: query is the default of code.
    private static ProtocolError? ResponseModeIsQuery(ClientRegistration client, RequestParameters parameters) =>
        parameters[ParameterNames.ResponseMode] is null or "query"
            ? null
            : ProtocolErrors.InvalidRequest.Because("Only the response mode query is supported.");

    // RFC 6749 4.1.2.1.
    private static ProtocolError? ClientMayUseCodes(ClientRegistration client, RequestParameters parameters) =>
        client.GrantTypes.Contains(GrantTypes.AuthorizationCode) ? null : ProtocolErrors.UnauthorizedClient;

    // RFC 7636 4.3 and 4.4.1, RFC 9700 2.1.1: required of every client; without a method it would be plain.
    private static ProtocolError? ChallengeIsS256(ClientRegistration client, RequestParameters parameters)
    {
        if (parameters[ParameterNames.CodeChallenge] is not string challenge)
        {
            return ProtocolErrors.InvalidRequest.Because("code_challenge is required.");
        }

        if (parameters[ParameterNames.CodeChallengeMethod] != "S256")
        {
            return ProtocolErrors.InvalidRequest.Because("code_challenge_method must be S256.");
        }

        return CodeVerifier.IsChallenge(challenge)
            ? null
            : ProtocolErrors.InvalidRequest.Because("code_challenge is not the base64url form of a SHA-256 hash.");
    }

    // RFC 6749 3.3: no default scope here, so a request without one fails.
    private static ProtocolError? ScopesAreRegistered(ClientRegistration client, RequestParameters parameters)
    {
        IReadOnlyList<string> scopes = ScopeList.Parse(parameters[ParameterNames.Scope] ?? "");
        return scopes.Count > 0 && scopes.All(client.Scopes.Contains) ? null : ProtocolErrors.InvalidScope;
    }

    // OIDC Core 3.1.2.1.
    private static ProtocolError? PromptIsKnown(ClientRegistration client, RequestParameters parameters) =>
        ParsePrompt(parameters[ParameterNames.Prompt]) is null
            ? ProtocolErrors.InvalidRequest.Because("prompt has an unknown value, or none beside another one.")
            : null;

    // RFC 9449 10: the base64url form of a SHA-256 hash, as an S256 challenge is.
    private static ProtocolError? DpopKeyIsAThumbprint(ClientRegistration client, RequestParameters parameters) =>
        parameters[ParameterNames.DpopKeyThumbprint] is string thumbprint && !CodeVerifier.IsChallenge(thumbprint)
            ? ProtocolErrors.InvalidRequest.Because("dpop_jkt is not the base64url form of a SHA-256 hash.")
            : null;

    // OIDC Core 3.1.2.1.
    private static ProtocolError? MaxAgeIsANumber(ClientRegistration client, RequestParameters parameters) =>
        parameters[ParameterNames.MaxAge] is string maxAge && !TryParseSeconds(maxAge, out _)
            ? ProtocolErrors.InvalidRequest.Because("max_age is not a number of seconds.")
            : null;
}
