using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>
/// What is published after an append: <c>1763790000000-0 17 sub …</c>, an id and its entry as in the stream, or, after many
/// at once, the last id alone.
/// </summary>
/// <param name="Last">Everything up to this id is announced; <see cref="StreamId.Start"/> when that could not be read.</param>
/// <param name="Entry">What was revoked; null when it has to be read.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Announcement(StreamId Last, RevocationEntry? Entry)
{
    public static Announcement FromText(ReadOnlySpan<char> text)
    {
        int length = text.IndexOf(' ');
        ReadOnlySpan<char> id = length < 0 ? text : text[..length];
        return StreamId.TryParse(id, out StreamId last)
            ? new Announcement(last, length < 0 ? null : StreamEntry.FromText(text[(length + 1)..])?.Entry)
            : default;
    }
}
