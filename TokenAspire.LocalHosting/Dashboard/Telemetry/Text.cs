namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>Sizes of text, and what is found in it.</summary>
internal static class Text
{
    private const int Overhead = 24;

    public static long Size(string text) => Overhead + (2L * text.Length);

    /// <summary>Keys are shared by all that carry them.</summary>
    public static long Size(IReadOnlyList<TelemetryAttribute> attributes)
    {
        long bytes = Overhead;
        foreach (TelemetryAttribute attribute in attributes)
        {
            bytes += 16 + Size(attribute.Value);
        }

        return bytes;
    }

    public static string? Find(IReadOnlyList<TelemetryAttribute> attributes, string key)
    {
        foreach (TelemetryAttribute attribute in attributes)
        {
            if (attribute.Key == key)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    public static bool Mentions(string text, string? sought) =>
        string.IsNullOrEmpty(sought) || text.Contains(sought, StringComparison.OrdinalIgnoreCase);

    public static bool Mentions(IReadOnlyList<TelemetryAttribute> attributes, string sought) =>
        attributes.Any(attribute => Mentions(attribute.Key, sought) || Mentions(attribute.Value, sought));
}
