using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>
/// One session as one client has it. A person's browser at the issuer and the program that they log in with share the
/// <c>sid</c>, and are two devices.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SessionKey(string Session, string ClientId)
{
    public static SessionKey Of(in TokenIdentity token) => new(token.SessionId ?? token.TokenId, token.ClientId);
}

/// <summary>
/// Where the sessions of late have been seen, by this process alone. Two generations: when the younger is full, or old, it
/// becomes the elder and the elder is forgotten; who is seen moves to the younger.
/// </summary>
internal sealed class Sightings(IOptions<SuspicionOptions> options, TimeProvider time)
{
    private readonly int _capacity = options.Value.RememberedSessions;
    private readonly TimeSpan _memory = options.Value.Memory;
    private readonly Lock _gate = new();
    private Generation _younger = new(time.GetTimestamp());
    private Generation _elder = new(time.GetTimestamp());

    private sealed class Generation(long begun)
    {
        private int _count;

        public long Begun => begun;

        public ConcurrentDictionary<SessionKey, Sighting> Sessions { get; } = new();

        public int Count => Volatile.Read(ref _count);

        public void Add(SessionKey session, Sighting sighting)
        {
            if (Sessions.TryAdd(session, sighting))
            {
                Interlocked.Increment(ref _count);
            }
        }
    }

    /// <summary>Notes a place, and says in what it differs from all where the session was seen before.</summary>
    public IReadOnlyList<SuspicionKind> Note(SessionKey session, Place place)
    {
        Generation younger = Volatile.Read(ref _younger);
        if (!younger.Sessions.TryGetValue(session, out Sighting? known))
        {
            known = Remember(session, place);
        }

        if (known.Has(place))
        {
            return [];
        }

        // Of two requests at the same moment one comes second, and is compared with the first.
        return younger.Sessions.TryUpdate(session, known.With(place), known)
            ? [.. SuspicionKinds.All.Where(kind => known.IsOther(kind, place))]
            : Note(session, place);
    }

    private Sighting Remember(SessionKey session, Place place)
    {
        lock (_gate)
        {
            if (_younger.Count >= _capacity || time.GetElapsedTime(_younger.Begun) >= _memory)
            {
                _elder = _younger;
                Volatile.Write(ref _younger, new Generation(time.GetTimestamp()));
            }

            Sighting sighting = _elder.Sessions.GetValueOrDefault(session) ?? new Sighting(place);
            _younger.Add(session, sighting);
            return _younger.Sessions[session];
        }
    }
}
