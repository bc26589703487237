using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>Which life of the server this is, and which one the issuer has last reconciled with its journal.</summary>
/// <param name="RunId">Redis's own <c>run_id</c>: new after every start.</param>
/// <param name="SeededRunId">The <c>run_id</c> the stream was last completed for; null when never.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreamIncarnation(string RunId, string? SeededRunId)
{
    public bool IsSeeded => RunId == SeededRunId;
}

/// <summary>One read forward from a position.</summary>
/// <param name="Revocations">What was read, in order.</param>
/// <param name="Position">The id of the last entry read, or the position asked for when there was none.</param>
/// <param name="End">The last id in the stream; the start when the stream is empty.</param>
/// <param name="IsLast">Whether the read reached the end.</param>
/// <param name="Unreadable">How many entries were not understood and left out.</param>
/// <param name="Incarnation">The <c>run_id</c> and the seeded mark at the moment of the read.</param>
internal sealed record StreamPage(
    IReadOnlyList<JournalledRevocation> Revocations,
    StreamId Position,
    StreamId End,
    bool IsLast,
    int Unreadable,
    StreamIncarnation Incarnation);
