using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;
using TokenAspire.Issuer.Protocol.Token.ClientCredentials;
using TokenAspire.Issuer.Protocol.Token.DeviceCode;
using TokenAspire.Issuer.Protocol.Token.Refresh;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>The token endpoint (RFC 6749 3.2): authenticates, then leaves it to the grant.</summary>
internal sealed class TokenEndpoint(
    TokenRequestValidator validator, ClientCredentialsGrant clientCredentials, IStoreStatus store, IssuerMetrics metrics, TimeProvider time, ILogger<TokenEndpoint> logger)
{
    private const string OtherGrantType = "other";

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        long start = time.GetTimestamp();
        using Activity? activity = ProtocolActivity.Start("token");
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        string grantType = parameters[ParameterNames.GrantType] is string named && GrantTypes.All.Contains(named) ? named : OtherGrantType;
        activity?.SetTag("oauth.grant_type", grantType);

        Validation<TokenRequest> request = await validator.ValidateAsync(context, parameters);
        Validation<TokenResponse> response = request switch
        {
            { IsValid: false } => request.Error,
            _ when store.RetryAfter is TimeSpan wait => ProtocolErrors.StoreUnavailable(wait),
            _ => await GrantOf(grantType, context.RequestServices).ExchangeAsync(request.Value, context.RequestAborted),
        };

        activity.SetOutcome(response.Error);
        string client = request.Value?.Client.ClientId ?? "unknown";
        if (!response.IsValid)
        {
            metrics.TokenRefused(grantType, response.Error.Code, time.GetElapsedTime(start));
            Note(context.RequestServices.GetService<IAuditLog>(), request.Value?.Client.ClientId, grantType, response.Error);
            Log.TokenRefused(logger, grantType, client, response.Error.Code, response.Error.Description);
            return new ErrorResult(response.Error);
        }

        metrics.TokenIssued(grantType, time.GetElapsedTime(start));
        Log.TokenIssued(logger, grantType, client);
        return response.Value;
    }

    // RFC 8628 3.5: a device that waits for its person asks again and again, and is refused nothing.
    private static void Note(IAuditLog? audit, string? clientId, string grantType, ProtocolError error)
    {
        if (error != ProtocolErrors.AuthorizationPending && error != ProtocolErrors.SlowDown)
        {
            audit?.Write(new AuditEvent(AuditEvents.Grant, error.Code) { Actor = clientId, ClientId = clientId, Detail = grantType });
        }
    }

    // What reads a store has a request's lifetime; a client's own token is common enough to do without that.
    private ITokenGrant GrantOf(string grantType, IServiceProvider services) => grantType switch
    {
        GrantTypes.AuthorizationCode => services.GetRequiredService<AuthorizationCodeGrant>(),
        GrantTypes.ClientCredentials => clientCredentials,
        GrantTypes.DeviceCode => services.GetRequiredService<DeviceCodeGrant>(),
        GrantTypes.RefreshToken => services.GetRequiredService<RefreshTokenGrant>(),
        GrantTypes.TokenExchange => services.GetRequiredService<TokenExchangeGrant>(),
        _ => throw new InvalidOperationException("The validator let a grant type through that no grant handles."),
    };
}
