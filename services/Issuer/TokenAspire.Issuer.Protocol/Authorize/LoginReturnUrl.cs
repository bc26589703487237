using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;

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

    /// <summary>A path and query of this issuer. A pushed request travels by its reference alone (RFC 9126 4).</summary>
    /// <param name="presented">The request, continued if it was pushed.</param>
    /// <param name="clientId">The client that the answer is for.</param>
    /// <param name="requestedAt">When the request was first made.</param>
    public static string Of(PresentedRequest presented, string clientId, DateTimeOffset requestedAt)
    {
        QueryString query = presented.Reference is OpaqueToken reference
            ? QueryString.Create(ParameterNames.ClientId, clientId).Add(ParameterNames.RequestUri, RequestReference.Format(reference))
            : Query(presented.Parameters);
        query = query.Add(ParameterNames.LoginRequestedAt, requestedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return ProtocolPaths.Authorize + query;
    }

    /// <summary>The parameters that make up the request.</summary>
    public static QueryString Query(RequestParameters parameters)
    {
        QueryString query = QueryString.Empty;
        foreach (string name in Repeated)
        {
            if (parameters[name] is string value)
            {
                query = query.Add(name, value);
            }
        }

        return query;
    }
}
