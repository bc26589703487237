namespace TokenAspire.Issuer.Contracts.Audit;

/// <summary>
/// Takes note of what happened. What is written here is kept in memory for a fraction of a second, in bounded number, and
/// stored in batches: nobody waits for it, and a process that is killed loses that much. What must not be lost is
/// written with the thing itself, by the store.
/// </summary>
public interface IAuditLog
{
    /// <summary>Adds an event that happened now. Never waits and never fails.</summary>
    void Write(AuditEvent happened);
}

/// <summary>One thing that happened. Never with a secret, a token or a claim's value in it.</summary>
/// <param name="Name">What, out of a small set: <see cref="AuditEvents"/>.</param>
/// <param name="Outcome">How it ended: a word, or an error code.</param>
public sealed record AuditEvent(string Name, string Outcome)
{
    /// <summary>Who did it: a subject, a client, or null for nobody that is known.</summary>
    public string? Actor { get; init; }

    /// <summary>Whom it is about.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Which client it is about.</summary>
    public string? ClientId { get; init; }

    /// <summary>Which login session it is about.</summary>
    public string? SessionId { get; init; }

    /// <summary>Where the request came from; left out, it is the address of the request at hand.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>What else there is to say, in a few words.</summary>
    public string? Detail { get; init; }
}

/// <summary>The names of events, which operators filter by.</summary>
public static class AuditEvents
{
    /// <summary>Somebody tried to log in.</summary>
    public const string Login = "login";

    /// <summary>A client was granted access by a person, or was refused a token.</summary>
    public const string Grant = "grant";

    /// <summary>A person agreed, or refused, to what a client asks for, or took it back.</summary>
    public const string Consent = "consent";

    /// <summary>Something was revoked; a logout is one too.</summary>
    public const string Revocation = "revocation";

    /// <summary>A signing key changed its state.</summary>
    public const string Key = "key";

    /// <summary>A passkey was added or removed.</summary>
    public const string Passkey = "passkey";

    /// <summary>An operator changed something through the admin API.</summary>
    public const string Admin = "admin";
}
