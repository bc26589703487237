using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Counts the answers of the token endpoint, by the same instruments and into the same audit trail as the built-in engine.</summary>
internal sealed class TokenOutcomes(IssuerMetrics metrics, TimeProvider time, IAuditLog? audit = null)
{
    private const string OtherGrantType = "other";
    private string _grantType = OtherGrantType;
    private long _start;

    public void Start(string? grantType)
    {
        _start = time.GetTimestamp();
        _grantType = grantType is not null && GrantTypes.All.Contains(grantType) ? grantType : OtherGrantType;
    }

    public void Issued() => metrics.TokenIssued(_grantType, time.GetElapsedTime(_start));

    public void Refused(string? clientId, ProtocolError error)
    {
        metrics.TokenRefused(_grantType, error.Code, time.GetElapsedTime(_start));
        // RFC 8628 3.5: a device that waits for its person asks again and again, and is refused nothing.
        if (error != ProtocolErrors.AuthorizationPending && error != ProtocolErrors.SlowDown)
        {
            audit?.Write(new AuditEvent(AuditEvents.Grant, error.Code) { Actor = clientId, ClientId = clientId, Detail = _grantType });
        }
    }
}
