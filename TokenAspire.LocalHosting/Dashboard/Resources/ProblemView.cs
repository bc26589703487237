using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Live;

namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>
/// What went wrong with a resource, taken apart: the cause and its fix, and the last lines it wrote.
/// <code>orders did not start: its process ended with code 3. Its last lines:
///   [orders] This service refuses to start
/// </code>
/// </summary>
internal sealed record ProblemView(string Cause, IReadOnlyList<ConsoleLine> Lines)
{
    public static ProblemView Of(string name, string problem)
    {
        string[] parts = problem.ReplaceLineEndings("\n").Split('\n');
        string prefix = $"  [{name}] ";
        string[] cause = [.. parts.TakeWhile(line => !line.StartsWith(prefix, StringComparison.Ordinal))];
        return new ProblemView(
            string.Join('\n', cause),
            [.. parts.Skip(cause.Length).Select((line, i) => ConsoleLine.Read(new LogLine(i + 1, line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : line, IsErrorMessage: false)))]);
    }
}
