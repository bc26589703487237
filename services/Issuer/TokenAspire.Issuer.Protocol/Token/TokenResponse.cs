using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ProofOfPossession;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>A successful token response (RFC 6749 5.1).</summary>
internal sealed class TokenResponse : IResult
{
    public required string AccessToken { get; init; }

    /// <summary>How long the access token will still be good for, in seconds.</summary>
    public required long ExpiresIn { get; init; }

    /// <summary>Whether the access token is bound to a key (RFC 9449 5).</summary>
    public required bool IsBound { get; init; }

    /// <summary>Whether to name the kind of token issued, as the answer to an exchange does (RFC 8693 2.2.1).</summary>
    public bool IsExchanged { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public string? RefreshToken { get; init; }

    public string? IdToken { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status200OK, this, static (json, response) =>
        {
            json.WriteString("access_token"u8, response.AccessToken);
            json.WriteString("token_type"u8, response.IsBound ? ProofVerifier.Scheme : "Bearer");
            json.WriteNumber("expires_in"u8, response.ExpiresIn);
            json.WriteString("scope"u8, ScopeList.Format(response.Scopes));
            if (response.IsExchanged)
            {
                json.WriteString("issued_token_type"u8, TokenTypes.AccessToken);
            }

            if (response.RefreshToken is not null)
            {
                json.WriteString("refresh_token"u8, response.RefreshToken);
            }

            if (response.IdToken is not null)
            {
                json.WriteString("id_token"u8, response.IdToken);
            }
        });

    /// <summary>Never the tokens.</summary>
    public override string ToString() => "[token response]";
}
