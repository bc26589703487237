using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Live;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class ConsoleLineTests
{
    [Fact]
    public void A_json_line_is_taken_apart()
    {
        ConsoleLine line = Read("""{"Timestamp":"2026-01-01T12:34:56.789Z","LogLevel":"Warning","Category":"A.B","Message":"late","Exception":"why"}""");

        Assert.Equal(new ConsoleLine(1, "late\nwhy", "warning", "12:34:56.789", "A.B"), line);
    }

    // Half of a surrogate pair is allowed by JSON's grammar, and is no text.
    [Theory]
    [InlineData("""{"LogLevel":"Warning","Message":"\ud800"}""")]
    [InlineData("""{"LogLevel":"Warning","Message":"a","Category":"\udc00"}""")]
    [InlineData("""{"LogLevel":"Warning","Message":1}""")]
    [InlineData("""{"LogLevel":"Warning","Message":"a"} and more""")]
    public void A_line_that_only_looks_like_json_is_shown_as_it_is(string text) => Assert.Equal(new ConsoleLine(1, text, "plain"), Read(text));

    private static ConsoleLine Read(string text) => ConsoleLine.Read(new LogLine(1, text, IsErrorMessage: false));
}
