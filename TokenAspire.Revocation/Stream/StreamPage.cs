using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>Which life of the server and of the stream this is, and whether the issuer has reconciled it with its journal.</summary>
/// <param name="RunId">Redis's own <c>run_id</c>: new after every start, and another's after a failover.</param>
/// <param name="Mark">What the issuer left in the stream when it had completed it; empty when it has not.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreamIncarnation(string RunId, string Mark)
{
    /// <summary>Whether the stream was completed in this life of the server: one completed before may be an older snapshot.</summary>
    public bool IsSeeded => Mark.StartsWith($"seeded:{RunId}:", StringComparison.Ordinal);
}

/// <summary>One read forward from a position.</summary>
/// <param name="Revocations">What was read, in order.</param>
/// <param name="Position">The id of the last entry read, or the position asked for when there was none.</param>
/// <param name="End">The last id the stream has given out; the start when there is no stream.</param>
/// <param name="IsIntact">Whether the entry with that id is there: trimming keeps it, so anything else was somebody's deletion.</param>
/// <param name="IsLast">Whether the read reached the end.</param>
/// <param name="Unreadable">How many entries were not understood and left out.</param>
/// <param name="Incarnation">The <c>run_id</c> and the mark at the moment of the read.</param>
internal sealed record StreamPage(
    IReadOnlyList<JournalledRevocation> Revocations,
    StreamId Position,
    StreamId End,
    bool IsIntact,
    bool IsLast,
    int Unreadable,
    StreamIncarnation Incarnation)
{
    /// <summary>Whether the stream holds everything the issuer had published when it was read.</summary>
    public bool IsComplete => IsIntact && Incarnation.IsSeeded;
}
