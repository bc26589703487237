using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>This process's own copy of everything that is revoked.</summary>
public interface IRevocationReplica
{
    /// <summary>How complete and how recent the copy is. Reading it costs nothing.</summary>
    ReplicaState State { get; }

    /// <summary>
    /// Whether the token is revoked as far as this copy knows. Never leaves the process; whether the copy is recent
    /// enough to rely on is the caller's decision, from <see cref="State"/>.
    /// </summary>
    RevocationVerdict Check(in TokenIdentity token);

    /// <summary>
    /// Brings the copy up to date when it is older than <paramref name="maximumAge"/>. All callers that wait at one
    /// moment share one read of the stream.
    /// </summary>
    /// <param name="maximumAge">How old the copy may be.</param>
    /// <param name="ct">Stops the waiting, not the shared read.</param>
    /// <returns>The state after the attempt. It throws nothing when the stream cannot be reached: the age tells.</returns>
    ValueTask<ReplicaState> CatchUpAsync(TimeSpan maximumAge, CancellationToken ct);
}

/// <summary>What a replica says about one token.</summary>
public enum RevocationVerdict
{
    /// <summary>Nothing known revokes it.</summary>
    NotRevoked,

    /// <summary>Its <c>jti</c> is revoked.</summary>
    TokenRevoked,

    /// <summary>Its <c>sid</c> is revoked.</summary>
    SessionRevoked,

    /// <summary>It was issued at or before its subject's cut-off.</summary>
    SubjectRevoked,

    /// <summary>It was issued at or before its client's cut-off.</summary>
    ClientRevoked,
}

/// <summary>How complete and how recent a replica is.</summary>
/// <param name="IsReplayed">Whether the whole stream has been read once; before that nothing may be accepted.</param>
/// <param name="Age">
/// How long ago the replica was last known to hold everything published; <see cref="TimeSpan.MaxValue"/> before the
/// first replay. Measured on the monotonic clock.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReplicaState(bool IsReplayed, TimeSpan Age)
{
    /// <summary>Whether the replica has been replayed and is no older than this.</summary>
    public bool IsWithin(TimeSpan maximumAge) => IsReplayed && Age <= maximumAge;
}
