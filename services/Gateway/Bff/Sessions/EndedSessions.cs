using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>
/// The sessions that the issuer itself has told this replica are over. The other replicas learn it from the revocation
/// stream, and so does this one: it only need not wait for it, nor for a Redis that is down.
/// </summary>
internal sealed class EndedSessions(IOptions<BffOptions> options, TimeProvider time)
{
    private const int Capacity = 10_000;

    private readonly BoundedMemory<string> _ended = new(Capacity, options.Value.SessionLifetime, time);

    public void Add(string sessionId) => _ended.TryAdd(sessionId);

    public bool Contains(string sessionId) => _ended.Contains(sessionId);
}
