using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;

/// <summary>Decides whether an assertion proves its client (RFC 7523 2.2), and uses it up.</summary>
internal sealed class ClientAssertionVerifier(ClientAssertionRules rules, IOneTimeIdentifiers used)
{
    /// <summary>The one value of <c>client_assertion_type</c>.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Why it does not; null where it does.</summary>
    public async ValueTask<ProtocolError?> VerifyAsync(ClientRegistration client, PresentedJwt assertion, CancellationToken cancellationToken)
    {
        if (rules.FirstBroken(client, assertion) is string broken)
        {
            return ProtocolErrors.InvalidClient.Because(broken);
        }

        // RFC 7523 3, 7: once, and remembered for as long as it would be accepted.
        TokenHash identifier = TokenHash.Of($"client assertion\n{client.ClientId}\n{assertion.TokenId}");
        DateTimeOffset forgotten = DateTimeOffset.FromUnixTimeSeconds(assertion.Time("exp")!.Value) + (2 * PresentedJwt.ClockSkew);
        return await used.TryUseAsync(identifier, forgotten, cancellationToken)
            ? null
            : ProtocolErrors.InvalidClient.Because("The client assertion was used before.");
    }
}
