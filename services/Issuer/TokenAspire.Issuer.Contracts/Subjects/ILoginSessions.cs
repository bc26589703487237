namespace TokenAspire.Issuer.Contracts.Subjects;

/// <summary>The login sessions that tokens name by <c>sid</c>.</summary>
public interface ILoginSessions
{
    /// <summary>
    /// Whether a session is there and not ended. It waits for a revocation under way: a token whose time was taken
    /// before the call is either reached by that revocation, or the answer is no.
    /// </summary>
    Task<bool> IsOpenAsync(string sessionId, CancellationToken cancellationToken);
}
