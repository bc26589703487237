using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Tokens;

/// <summary>The spans that say what became of tokens.</summary>
internal static class TokenSpans
{
    public static bool Contains(Span span) => IsReach(span) || IsRefusal(span);

    /// <summary>A replica has learnt of revocations.</summary>
    public static bool IsReach(Span span) => span.Name == "apply revocations";

    /// <summary>A token was refused.</summary>
    public static bool IsRefusal(Span span) => span.Name == "verify token" && span.Attribute("error.type") is not null;
}
