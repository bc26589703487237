using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>Why a token was refused. The set is closed: every refusal has exactly one of these.</summary>
public enum RefusalReason
{
    /// <summary>Not a compact JWS with a JSON header and payload, or more than one <c>Authorization</c> header.</summary>
    Malformed,

    /// <summary>Longer than the configured limit; nothing of it was decoded.</summary>
    TooLarge,

    /// <summary>The <c>typ</c> is not that of an access token.</summary>
    UnsupportedType,

    /// <summary>The <c>alg</c> is not allowed, or is not the one the key is bound to.</summary>
    UnsupportedAlgorithm,

    /// <summary>A header parameter that is never accepted, such as <c>crit</c> or <c>jku</c>.</summary>
    UnsupportedHeader,

    /// <summary>No key of the issuer has this <c>kid</c>.</summary>
    UnknownKey,

    /// <summary>The issuer's keys could not be loaded yet.</summary>
    KeysUnavailable,

    /// <summary>The signature does not match.</summary>
    BadSignature,

    /// <summary>The <c>iss</c> is not the configured issuer.</summary>
    WrongIssuer,

    /// <summary>The <c>aud</c> does not name this resource.</summary>
    WrongAudience,

    /// <summary>The <c>exp</c> has passed.</summary>
    Expired,

    /// <summary>The <c>nbf</c> or <c>iat</c> lies in the future.</summary>
    NotYetValid,

    /// <summary>A required claim is absent or empty.</summary>
    MissingClaim,

    /// <summary>This token was revoked.</summary>
    RevokedToken,

    /// <summary>Its session was revoked.</summary>
    RevokedSession,

    /// <summary>Its subject's tokens of that time were revoked.</summary>
    RevokedSubject,

    /// <summary>Its client's tokens of that time were revoked.</summary>
    RevokedClient,

    /// <summary>Whether it is revoked cannot be told recently enough for the risk at hand.</summary>
    RevocationUnavailable,

    /// <summary>The proof of possession does not hold.</summary>
    ProofInvalid,

    /// <summary>The proof of possession was used before.</summary>
    ProofReplayed,

    /// <summary>The token is bound to a key and came without a proof.</summary>
    ProofMissing,
}

/// <summary>The refusal reasons on the wire: in problem bodies and in metrics.</summary>
public static class RefusalReasons
{
    private static readonly string[] Wire =
        [.. Enum.GetNames<RefusalReason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The wire name, such as <c>bad_signature</c>.</summary>
    public static string ToWire(this RefusalReason reason) => Wire[(int)reason];

    /// <summary>
    /// Whether the fault lies with this side rather than with the token: answered with 503 and <c>Retry-After</c>.
    /// </summary>
    public static bool IsUnavailability(this RefusalReason reason) =>
        reason is RefusalReason.RevocationUnavailable or RefusalReason.KeysUnavailable;
}
