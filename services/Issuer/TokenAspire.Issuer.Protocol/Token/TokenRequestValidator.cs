using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ProofOfPossession;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>Decides what is common to all grants: well-formed, client authenticated, grant supported and registered.</summary>
internal sealed class TokenRequestValidator(
    ClientAuthenticator clients, TokenRateLimits limits, ProofVerifier proofs, IRequestOrigins origins, IssuerMetrics metrics)
{
    private const int MaxUserAgentLength = 256;

    /// <summary>The grants of this endpoint, for discovery too.</summary>
    public static FrozenSet<string> SupportedGrantTypes { get; } = FrozenSet.Create(
        StringComparer.Ordinal, GrantTypes.AuthorizationCode, GrantTypes.ClientCredentials, GrantTypes.RefreshToken,
        GrantTypes.DeviceCode, GrantTypes.TokenExchange);

    public async ValueTask<Validation<TokenRequest>> ValidateAsync(HttpContext context, RequestParameters parameters)
    {
        if (parameters.Defect is not null)
        {
            return ProtocolErrors.InvalidRequest.Because(parameters.Defect);
        }

        Validation<ClientRegistration> client = await clients.AuthenticateAsync(context, parameters);
        if (!client.IsValid)
        {
            return client.Error;
        }

        if (FirstBrokenRule(client.Value, parameters) is ProtocolError error)
        {
            return error;
        }

        if (limits.WaitFor(client.Value, context.Connection.RemoteIpAddress) is TimeSpan wait)
        {
            if (parameters[ParameterNames.GrantType] is GrantTypes.RefreshToken)
            {
                metrics.Refreshed(RotationOutcome.Limited);
            }

            return ProtocolErrors.TooManyRequests(wait);
        }

        Validation<ProvenKey> key = await ProveAsync(context, client.Value);
        if (!key.IsValid)
        {
            return key.Error;
        }

        return new TokenRequest
        {
            Client = client.Value,
            Parameters = parameters,
            ProofKey = key.Value.Thumbprint,
            UserAgent = Shorten(context.Request.Headers.UserAgent.ToString()),
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
            Origin = origins.Read(context),
        };
    }

    // RFC 9449 5 and 5.2: a proof that is there has to be good, asked for or not.
    private async ValueTask<Validation<ProvenKey>> ProveAsync(HttpContext context, ClientRegistration client)
    {
        StringValues proof = context.Request.Headers[ProofVerifier.Scheme];
        if (proof.Count > 0)
        {
            return await proofs.VerifyAsync(proof, new ProofTarget(HttpMethods.Post, ProtocolPaths.Token), context.RequestAborted);
        }

        return client.RequireDpop
            ? ProtocolErrors.InvalidDpopProof.Because("The client is registered to send a DPoP proof, and there is none.")
            : ProvenKey.None;
    }

    // Never between the halves of a surrogate pair: the rest would be no text that a store could keep.
    private static string? Shorten(string userAgent)
    {
        int length = Math.Min(userAgent.Length, MaxUserAgentLength);
        if (length > 0 && char.IsHighSurrogate(userAgent[length - 1]))
        {
            length--;
        }

        return length == 0 ? null : userAgent[..length];
    }

    private static ProtocolError? FirstBrokenRule(ClientRegistration client, RequestParameters parameters)
    {
        if (parameters[ParameterNames.DeviceId]?.StartsWith(TokenRequest.ProofKeyPrefix, StringComparison.Ordinal) is true)
        {
            return ProtocolErrors.InvalidRequest.Because("device_id looks like the thumbprint of a key, which takes a proof.");
        }

        if (parameters[ParameterNames.GrantType] is not string grantType)
        {
            return ProtocolErrors.InvalidRequest.Because("grant_type is missing.");
        }

        // RFC 6749 5.2; implicit and password are unknown here (RFC 9700 2.1.2, 2.4).
        if (!SupportedGrantTypes.Contains(grantType))
        {
            return ProtocolErrors.UnsupportedGrantType;
        }

        return client.GrantTypes.Contains(grantType) ? null : ProtocolErrors.UnauthorizedClient;
    }
}
