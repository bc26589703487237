using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Duende.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;
using TokenAspire.Issuer.Protocol.Token.Refresh;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>
/// Spends what a token request presents, as the last step of its validation: after every other rule, and the only one
/// before the answer that can still refuse. Duende's own rotation reads, decides and writes apart, so that of parallel
/// uses several succeed; here it is one transaction of the store.
/// </summary>
internal sealed class GrantSpending(
    TokenIssuance issuance,
    AdmittedRequest admitted,
    CodeSpending codes,
    FamilyRotation families,
    ExchangeNote exchanges,
    AccessTokenIssuer accessTokens,
    TimeProvider time) : ICustomTokenRequestValidator
{
    public async Task ValidateAsync(CustomTokenRequestValidationContext context, CancellationToken ct)
    {
        ValidatedTokenRequest validated = context.Result!.ValidatedRequest;
        if (await SpendAsync(ct) is ProtocolError error)
        {
            admitted.Refusal = error;
            context.Result = new TokenRequestValidationResult(validated, error.Code, error.Description);
            return;
        }

        validated.ValidatedResources = validated.ValidatedResources.Filter(issuance.Scopes);
        validated.AccessTokenLifetime = (int)Math.Max(0, Math.Ceiling((issuance.AccessToken!.ExpiresAt - time.GetUtcNow()).TotalSeconds));
        if (issuance.User is UserClaims user)
        {
            validated.SessionId = user.SessionId;
            validated.Subject = SubjectPrincipal.Of(user.Profile.SubjectId, user.SessionId, user.AuthenticatedAt);
            if (validated.RefreshToken is not null)
            {
                validated.RefreshToken.Subject = validated.Subject;
            }
        }
    }

    private async Task<ProtocolError?> SpendAsync(CancellationToken cancellationToken)
    {
        if (issuance.Code is AuthorizationCodeRequest code)
        {
            return Take(code, await codes.SpendAsync(issuance.Request!, code, cancellationToken));
        }

        if (issuance.Refresh is RefreshTokenRequest refresh)
        {
            return Take(await families.RotateAsync(issuance.Request!, refresh, cancellationToken));
        }

        if (issuance.Exchange is TokenExchangeRequest exchange && await exchanges.WriteAsync(exchange, cancellationToken) is ProtocolError refusal)
        {
            return refusal;
        }

        ClientRegistration client = issuance.Request!.Client;
        issuance.AccessToken = issuance.Exchange?.Issued ?? accessTokens.Mint(client.AccessTokenLifetime);
        issuance.Scopes = issuance.AskedScopes!;
        issuance.User = issuance.Exchange?.User;
        issuance.Actor = issuance.Exchange?.Actor;
        return null;
    }

    private ProtocolError? Take(AuthorizationCodeRequest code, Validation<PreparedTokens> spent)
    {
        if (spent.IsValid)
        {
            issuance.AccessToken = spent.Value.Family.AccessToken;
            issuance.RefreshToken = spent.Value.RefreshToken;
            issuance.Scopes = code.Scopes;
            issuance.User = new UserClaims(code.Grant.SessionId, code.Grant.AuthenticatedAt, code.Profile);
        }

        return spent.Error;
    }

    private ProtocolError? Take(Validation<RotatedFamily> rotated)
    {
        if (rotated.IsValid)
        {
            (RefreshFamily family, RotatedTokens tokens) = (rotated.Value.Family, rotated.Value.Tokens);
            issuance.AccessToken = tokens.AccessToken;
            issuance.RefreshToken = rotated.Value.Successor;
            // What the registration has lost since the authorization, no refresh brings back.
            issuance.Scopes = [.. tokens.Scopes.Where(issuance.Request!.Client.Scopes.Contains)];
            issuance.User = new UserClaims(family.SessionId, family.AuthenticatedAt, tokens.Profile);
        }

        return rotated.Error;
    }
}
