using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.EndSession;

/// <summary>The addresses that a logout leads over.</summary>
internal static class EndSessionUrl
{
    /// <summary>The same request again, for after the person's decision: with nobody logged in it needs no proof.</summary>
    public static string Confirmed(EndSessionRequest request)
    {
        QueryString query = QueryString.Empty;
        foreach ((string name, string? value) in ((string, string?)[])
        [
            (ParameterNames.ClientId, request.Client?.ClientId),
            (ParameterNames.PostLogoutRedirectUri, request.PostLogoutRedirectUri),
            (ParameterNames.State, request.State),
        ])
        {
            query = value is null ? query : query.Add(name, value);
        }

        return ProtocolPaths.EndSession + query;
    }

    /// <summary>The client's address (OIDC RP-Initiated Logout 1.0, 3); null where it named none.</summary>
    public static string? After(EndSessionRequest request)
    {
        if (request.PostLogoutRedirectUri is not string uri || request.State is null)
        {
            return request.PostLogoutRedirectUri;
        }

        QueryString state = QueryString.Create(ParameterNames.State, request.State);
        return uri.Contains('?', StringComparison.Ordinal) ? $"{uri}&{state.Value![1..]}" : uri + state.Value;
    }
}
