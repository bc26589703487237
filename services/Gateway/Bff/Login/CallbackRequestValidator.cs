using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary>A valid answer of the issuer, and the attempt it answers.</summary>
internal sealed record CallbackRequest(string Code, LoginAttempt Attempt);

/// <summary>The valid request, or why it is none.</summary>
internal sealed record CallbackValidationResult(CallbackRequest? Request, LoginRefusal? Refusal);

/// <summary>
/// Decides whether an authorization response (RFC 6749 section 4.1.2) is the answer to what this browser asked. The
/// attempt is used up by looking at it, so that a wrong answer cannot be followed by a right guess.
/// </summary>
internal sealed class CallbackRequestValidator(IssuerMetadata metadata, ProtectedCookie<LoginAttempt> attempts, UsedStates used)
{
    private const int LongestValue = 2048;

    public CallbackValidationResult Validate(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (!TryRead(query, "state", out string? state) || !TryRead(query, "iss", out string? issuer))
        {
            return Refused(LoginRefusal.Malformed);
        }

        LoginAttempt? attempt = attempts.Take(context, LoginAttempt.NameOf(state));

        // RFC 6749 section 10.12, RFC 9700 section 4.7. A cookie that is sent again by hand is refused before the code is:
        // the issuer would take its second use for a theft and end the session.
        if (attempt is null || !attempt.Fits(state) || !used.TryUse(state))
        {
            return Refused(LoginRefusal.UnknownAttempt);
        }

        // RFC 9207 section 2.4: before anything else of the response is believed.
        if (issuer != metadata.Issuer)
        {
            return Refused(LoginRefusal.OtherIssuer);
        }

        if (query.ContainsKey("error"))
        {
            return Refused(LoginRefusal.Denied);
        }

        return TryRead(query, "code", out string? code)
            ? new CallbackValidationResult(new CallbackRequest(code, attempt), Refusal: null)
            : Refused(LoginRefusal.Malformed);
    }

    private static CallbackValidationResult Refused(LoginRefusal refusal) => new(Request: null, refusal);

    // RFC 6749 section 3.1: no parameter more than once.
    private static bool TryRead(IQueryCollection query, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
    {
        StringValues values = query[name];
        value = values is [{ Length: > 0 and <= LongestValue } single] ? single : null;
        return value is not null;
    }
}
