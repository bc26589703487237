using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Takes note of the answers of the token endpoint, by the same instruments, log and audit trail as the built-in engine.</summary>
internal sealed class TokenOutcomes(
    AdmittedRequest admitted, IssuerMetrics metrics, TimeProvider time, ILogger<TokenOutcomes> logger, IAuditLog? audit = null)
{
    private const string OtherGrantType = "other";
    private string _grantType = OtherGrantType;
    private long _start;

    public void Start(string? grantType)
    {
        _start = time.GetTimestamp();
        _grantType = grantType is not null && GrantTypes.All.Contains(grantType) ? grantType : OtherGrantType;
    }

    public void Issued(string clientId)
    {
        metrics.TokenIssued(_grantType, time.GetElapsedTime(_start));
        Protocol.Token.Log.TokenIssued(logger, _grantType, clientId);
    }

    public void Refused(string? clientId, ProtocolError error)
    {
        admitted.Refusal = error;
        Protocol.Token.Log.TokenRefused(logger, _grantType, clientId ?? "unknown", error.Code, error.Description);
        metrics.TokenRefused(_grantType, error.Code, time.GetElapsedTime(_start));
        // RFC 8628 3.5: a device that waits for its person asks again and again, and is refused nothing.
        if (error != ProtocolErrors.AuthorizationPending && error != ProtocolErrors.SlowDown)
        {
            audit?.Write(new AuditEvent(AuditEvents.Grant, error.Code) { Actor = clientId, ClientId = clientId, Detail = _grantType });
        }
    }
}
