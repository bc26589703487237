using System.Security.Cryptography;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.DeviceAuthorizations;

/// <summary>
/// What a person types to connect a device: eight consonants, <c>BCDF-GHJK</c>, which make no words and are not
/// mistaken for each other or for digits (RFC 8628 6.1). 34 bits, which is enough while guesses are counted.
/// </summary>
public sealed class UserCode
{
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;
    private const int LongestInput = 32;

    private readonly string _letters;

    private UserCode(string letters) => _letters = letters;

    /// <summary>A new random code.</summary>
    public static UserCode Generate() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>The code that somebody typed, in whatever case and however divided; null where it can be none.</summary>
    public static UserCode? TryParse(string? typed)
    {
        if (typed is null || typed.Length > LongestInput)
        {
            return null;
        }

        string letters = string.Concat(typed.Where(character => character is not ('-' or ' ')).Select(char.ToUpperInvariant));
        return letters.Length == Length && letters.All(Alphabet.Contains) ? new UserCode(letters) : null;
    }

    /// <summary>As people read it: <c>BCDF-GHJK</c>.</summary>
    public string Display() => $"{_letters[..(Length / 2)]}-{_letters[(Length / 2)..]}";

    /// <summary>What is stored and looked up.</summary>
    public TokenHash Hash() => TokenHash.Of(_letters);

    /// <summary>Never the code: whoever reads it in a log could answer for the person.</summary>
    public override string ToString() => "[user code]";
}
