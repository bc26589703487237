using System.Security.Cryptography;
using System.Text.Json;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>The value of a parameter nobody has set.</summary>
public abstract class ParameterDefault
{
    /// <summary>Gets the value.</summary>
    public abstract string GetDefaultValue();

    /// <summary>Writes how a deployment comes to the value, never the value.</summary>
    internal abstract void WriteToManifest(Utf8JsonWriter json);
}

/// <summary>A random value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The count of characters. Default: 22.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether it has lower-case letters. Default: yes.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether it has upper-case letters. Default: yes.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether it has digits. Default: yes.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether it has special characters, which need encoding in HTTP Basic. Default: yes.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc />
    public override string GetDefaultValue()
    {
        string alphabet = (Lower ? LowerCase : string.Empty) + (Upper ? UpperCase : string.Empty)
            + (Numeric ? Digits : string.Empty) + (Special ? Specials : string.Empty);
        return RandomNumberGenerator.GetString(alphabet, MinLength);
    }

    internal override void WriteToManifest(Utf8JsonWriter json)
    {
        json.WriteStartObject("generate");
        json.WriteNumber("minLength", MinLength);
        WriteUnlessAllowed("lower", Lower);
        WriteUnlessAllowed("upper", Upper);
        WriteUnlessAllowed("numeric", Numeric);
        WriteUnlessAllowed("special", Special);
        json.WriteEndObject();

        void WriteUnlessAllowed(string name, bool allowed)
        {
            if (!allowed)
            {
                json.WriteBoolean(name, false);
            }
        }
    }
}
