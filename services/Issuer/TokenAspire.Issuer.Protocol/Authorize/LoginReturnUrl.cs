using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>The address of the same authorization request, for the login page to return to.</summary>
internal static class LoginReturnUrl
{
    // Others are ignored by this endpoint, so they need not travel.
    private static readonly string[] Repeated =
    [
        ParameterNames.ClientId, ParameterNames.RedirectUri, ParameterNames.ResponseType, ParameterNames.ResponseMode,
        ParameterNames.Scope, ParameterNames.State, ParameterNames.Nonce, ParameterNames.CodeChallenge,
        ParameterNames.CodeChallengeMethod, ParameterNames.Prompt, ParameterNames.MaxAge,
        ParameterNames.DpopKeyThumbprint, ParameterNames.Resource,
    ];

    /// <summary>A path and query of this issuer.</summary>
    public static string Of(RequestParameters parameters, DateTimeOffset now)
    {
        QueryString query = QueryString.Empty;
        foreach (string name in Repeated)
        {
            if (parameters[name] is string value)
            {
                query = query.Add(name, value);
            }
        }

        query = query.Add(ParameterNames.LoginRequestedAt, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return ProtocolPaths.Authorize + query;
    }
}
