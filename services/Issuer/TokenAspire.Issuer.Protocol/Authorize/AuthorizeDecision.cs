using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>What becomes of an authorization request: a code, an error, or first a page for the person.</summary>
internal sealed record AuthorizeDecision
{
    private AuthorizeDecision()
    {
    }

    /// <summary>Who authorized it; null where nobody did.</summary>
    public AuthenticatedSubject? Subject { get; private init; }

    /// <summary>Why it is refused; null where it is not.</summary>
    public ProtocolError? Error { get; private init; }

    /// <summary>Where the error goes; null for the person only.</summary>
    public RedirectTarget? Target { get; private init; }

    /// <summary>The page that the person has to see first, by the address that it comes back to; null where none.</summary>
    public Func<string, string>? Page { get; private init; }

    public static AuthorizeDecision Authorized(AuthenticatedSubject subject) => new() { Subject = subject };

    public static AuthorizeDecision Refused(ProtocolError error, RedirectTarget? target) => new() { Error = error, Target = target };

    public static AuthorizeDecision SendTo(Func<string, string> page) => new() { Page = page };
}
