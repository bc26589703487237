using System.Diagnostics.Metrics;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Contracts.Telemetry;

/// <summary>The issuer's instruments; the same whichever engine speaks the protocol. Every attribute value is of a closed set.</summary>
public sealed class IssuerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "TokenAspire.Issuer";

    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _tokenDuration;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _revocations;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _suspicions;
    private readonly Counter<long> _keyRotations;
    private IReadOnlyCollection<PublishedKey> _keys = [];

    public IssuerMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(MeterName);
        _tokens = meter.CreateCounter<long>("tokenaspire.issuer.tokens", "{token}", "Answers of the token endpoint.");
        _tokenDuration = meter.CreateHistogram<double>("tokenaspire.issuer.token.duration", "s", "Time of one token request.");
        _refreshes = meter.CreateCounter<long>("tokenaspire.issuer.refreshes", "{refresh}", "Uses of refresh tokens by outcome.");
        _revocations = meter.CreateCounter<long>("tokenaspire.issuer.revocations", "{revocation}", "Revocations by kind and outcome.");
        _logins = meter.CreateCounter<long>("tokenaspire.issuer.logins", "{login}", "Login attempts by outcome.");
        _suspicions = meter.CreateCounter<long>("tokenaspire.issuer.suspicions", "{event}", "Suspicious uses of refresh tokens.");
        _keyRotations = meter.CreateCounter<long>("tokenaspire.issuer.key.rotations", "{rotation}", "Signing key rotations.");
        meter.CreateObservableGauge("tokenaspire.issuer.keys", CountKeys, "{key}", "Published signing keys by state.");
    }

    /// <summary>A token request succeeded.</summary>
    public void TokenIssued(string grantType, TimeSpan elapsed)
    {
        _tokens.Add(1, Tag("grant_type", grantType), Tag("outcome", "issued"));
        _tokenDuration.Record(elapsed.TotalSeconds, Tag("grant_type", grantType));
    }

    /// <summary>A token request failed with an error code of RFC 6749 5.2.</summary>
    /// <param name="grantType">A registered grant type, or <c>other</c>.</param>
    /// <param name="error">The error code.</param>
    /// <param name="elapsed">How long it took.</param>
    public void TokenRefused(string grantType, string error, TimeSpan elapsed)
    {
        _tokens.Add(1, Tag("grant_type", grantType), Tag("outcome", "refused"), Tag("error.type", error));
        _tokenDuration.Record(elapsed.TotalSeconds, Tag("grant_type", grantType));
    }

    /// <summary>A refresh token was used; <see cref="RotationOutcome.ScopeExceeded"/> is a client's mistake and not counted.</summary>
    public void Refreshed(RotationOutcome outcome)
    {
        string? value = outcome switch
        {
            RotationOutcome.Rotated => "rotated",
            RotationOutcome.Grace => "grace",
            RotationOutcome.Reuse => "reuse",
            RotationOutcome.Expired => "expired",
            RotationOutcome.Unknown => "unknown",
            RotationOutcome.ClientMismatch => "client_mismatch",
            RotationOutcome.DeviceMismatch => "device_mismatch",
            RotationOutcome.Limited or RotationOutcome.Overloaded => "limited",
            // It ended with its session; why is counted as the suspicion.
            RotationOutcome.Suspicious => "expired",
            _ => null,
        };
        if (value is not null)
        {
            _refreshes.Add(1, Tag("outcome", value));
        }

        if (outcome is RotationOutcome.Reuse)
        {
            Suspected(Suspicion.Reuse);
        }
        else if (outcome is RotationOutcome.DeviceMismatch)
        {
            Suspected(Suspicion.NewDevice);
        }
    }

    /// <summary>A login or the use of a refresh token was suspicious.</summary>
    public void Suspected(Suspicion suspicion) => _suspicions.Add(1, Tag("kind", suspicion switch
    {
        Suspicion.NewDevice => "new_device",
        Suspicion.NewCountry => "new_country",
        Suspicion.ImpossibleTravel => "impossible_travel",
        _ => "reuse",
    }));

    /// <summary>Something was revoked.</summary>
    /// <param name="kind"><c>jti</c>, <c>sid</c>, <c>sub</c> or <c>client_id</c>.</param>
    /// <param name="published">Whether every verifier will know at once, or only the journal does yet.</param>
    public void Revoked(string kind, bool published) =>
        _revocations.Add(1, Tag("kind", kind), Tag("outcome", published ? "published" : "journalled"));

    /// <summary>Somebody tried to log in.</summary>
    public void LoginAttempted(LoginOutcome outcome) => _logins.Add(1, Tag("outcome", outcome switch
    {
        LoginOutcome.Succeeded => "succeeded",
        LoginOutcome.LockedOut => "locked_out",
        LoginOutcome.Limited => "limited",
        _ => "failed",
    }));

    /// <summary>The key ring was rotated, or could not be.</summary>
    public void KeyRotated(bool succeeded) => _keyRotations.Add(1, Tag("outcome", succeeded ? "succeeded" : "failed"));

    /// <summary>These keys are published from now on.</summary>
    public void KeysPublished(IReadOnlyCollection<PublishedKey> keys) => Volatile.Write(ref _keys, keys);

    // None is a count too: that no key is active is what an operator must hear of. A retired key is not published.
    private IEnumerable<Measurement<long>> CountKeys()
    {
        IReadOnlyCollection<PublishedKey> keys = Volatile.Read(ref _keys);
        return
            from algorithm in SigningAlgorithms.All
            from state in new[] { (State: SigningKeyState.Announced, Name: "announced"), (State: SigningKeyState.Active, Name: "active"), (State: SigningKeyState.Retiring, Name: "retiring") }
            select new Measurement<long>(keys.LongCount(key => key.Algorithm == algorithm && key.State == state.State), Tag("algorithm", algorithm), Tag("state", state.Name));
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}

/// <summary>How a login attempt ended. Unknown user and wrong password are one outcome on purpose.</summary>
public enum LoginOutcome
{
    Succeeded,
    Failed,
    LockedOut,
    Limited,
}
