namespace TokenAspire.Issuer.Audit;

/// <summary>Text from outside as the log keeps it: short, on one line, and such that Postgres can store it.</summary>
internal static class AuditText
{
    private const int Longest = 256;

    public static string? Storable(string? text)
    {
        if (text is null || (text.Length <= Longest && !text.Any(IsUnfit)))
        {
            return text;
        }

        return string.Create(Math.Min(text.Length, Longest), text, static (stored, given) =>
        {
            for (int index = 0; index < stored.Length; index++)
            {
                stored[index] = IsUnfit(given[index]) ? '?' : given[index];
            }
        });
    }

    // Half a surrogate pair is no text; neither is NUL to Postgres.
    private static bool IsUnfit(char character) => char.IsControl(character) || char.IsSurrogate(character);
}
