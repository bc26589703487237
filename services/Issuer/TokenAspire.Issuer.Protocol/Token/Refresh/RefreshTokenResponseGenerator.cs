using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>
/// Builds what a refresh token is exchanged for. No new id token: it would say what the first one
/// said (OIDC Core 12.2 leaves it out on purpose) and cost a second signature.
/// </summary>
internal sealed class RefreshTokenResponseGenerator(AccessTokenIssuer accessTokens, ISuccessorDerivation successors, TimeProvider time)
{
    /// <summary>The rotation, with its successor and the identity of the access token.</summary>
    public PreparedRotation Prepare(TokenRequest request, RefreshTokenRequest validated)
    {
        ClientRegistration client = request.Client;
        OpaqueToken successor = successors.SuccessorOf(validated.Presented);
        RotationRequest rotation = new()
        {
            Presented = validated.Presented.Hash(),
            ClientId = client.ClientId,
            DeviceId = request.DeviceId,
            RequestedScopes = validated.Scopes,
            Successor = successor.Hash(),
            SuccessorLifetime = client.RefreshTokenLifetime,
            AccessToken = accessTokens.Mint(client.AccessTokenLifetime),
            UserAgent = request.UserAgent,
            RemoteAddress = request.RemoteAddress,
            Origin = request.Origin,
        };
        return new PreparedRotation(rotation, successor);
    }

    /// <summary>The successor in clear: within the grace window, perhaps by a secret that has been changed since; null where this issuer does not have it.</summary>
    public OpaqueToken? FindSuccessor(RefreshTokenRequest validated, PreparedRotation prepared, RotatedTokens tokens) =>
        prepared.Rotation.Successor.Equals(tokens.Successor)
            ? prepared.Successor
            : successors.SuccessorOf(validated.Presented, tokens.Successor);

    /// <summary>The response; for a repeat within the grace window the same token identity again.</summary>
    public async Task<TokenResponse> GenerateAsync(
        TokenRequest request, OpaqueToken successor, RefreshFamily family, RotatedTokens tokens, CancellationToken cancellationToken)
    {
        // What the registration has lost since the authorization, no refresh brings back.
        string[] scopes = [.. tokens.Scopes.Where(request.Client.Scopes.Contains)];
        AccessTokenContent content = new()
        {
            Token = tokens.AccessToken,
            Client = request.Client,
            Scopes = scopes,
            User = new UserClaims(family.SessionId, family.AuthenticatedAt, tokens.Profile),
            ProofKey = request.ProofKey,
        };
        return new TokenResponse
        {
            AccessToken = await accessTokens.WriteAsync(content, cancellationToken),
            IsBound = request.ProofKey is not null,
            ExpiresIn = Math.Max(0, (long)Math.Ceiling((tokens.AccessToken.ExpiresAt - time.GetUtcNow()).TotalSeconds)),
            Scopes = scopes,
            RefreshToken = successor.Reveal(),
        };
    }
}
