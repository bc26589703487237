using System.Text.Json;
using System.Text.RegularExpressions;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard.Live;

/// <summary>
/// A line of a console as a page shows it. .NET's JSON lines are taken apart:
/// <code>{"Timestamp":"2026-01-01T00:00:00.000Z","LogLevel":"Information","Category":"A.B","Message":"…","Exception":"…"}</code>
/// </summary>
internal sealed partial record ConsoleLine(int Number, string Text, string Level, string? Time = null, string? Category = null)
{
    public static ConsoleLine Read(LogLine line)
    {
        string text = TerminalSequence().Replace(line.Content, string.Empty);
        if (text.StartsWith("{\"", StringComparison.Ordinal) && FromJson(line.LineNumber, text) is { } parsed)
        {
            return parsed;
        }

        return new ConsoleLine(line.LineNumber, text, line.IsErrorMessage ? "error" : "plain");
    }

    private static ConsoleLine? FromJson(int number, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            string? Member(string name) =>
                document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return Member("Message") is { } message && Member("LogLevel") is { } level
                ? new ConsoleLine(number, Member("Exception") is { } exception ? $"{message}\n{exception}" : message, level.ToLowerInvariant(), Clock(Member("Timestamp")), Member("Category"))
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null; // a line that only looks like it, or whose strings are no text (half a surrogate pair)
        }
    }

    // 2026-01-01T12:34:56.789Z
    private static string? Clock(string? timestamp) => timestamp is { Length: >= 23 } ? timestamp[11..23] : timestamp;

    /// <summary>Colours and cursor movements (ECMA-48).</summary>
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]", RegexOptions.NonBacktracking)]
    private static partial Regex TerminalSequence();
}
