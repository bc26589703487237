namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>What the oracle accepts and this verifier does not: each class of forgery with what asks for it.</summary>
internal static class Stricter
{
    private const string Algorithm = "RFC 8725 3.1: a key has one algorithm; the oracle binds a key to its type";
    private const string Extension = "RFC 7515 4.1.11: an extension that is not understood is refused; the oracle ignores crit";
    private const string KeyOfItsOwn = "RFC 8725 3.10: a token does not bring its own key, and one that tries is not this issuer's";
    private const string NotJws = "rules.md, rule 2: compression, encryption and detached payloads are refused; the oracle ignores what names them";
    private const string Names = "RFC 7515 4 and RFC 7519 4: names are unique; to the oracle the last one counts";
    private const string Text = "RFC 8259: nothing comes after the object; the oracle stops reading at its end";
    private const string Encoding = "RFC 7515 2: no padding";
    private const string Types = "RFC 7519 4.1, RFC 9068 2.2: registered claims are texts; the oracle takes what they are for one";
    private const string Times = "RFC 7519 2: a NumericDate is a JSON number within reach; the oracle takes texts, and the largest for the end of time";
    private const string Future = "Not a rule of the RFCs: a token from the future would evade every cut-off until then; the oracle does not look at iat";

    public static IReadOnlyDictionary<string, string> Classes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PS256 for the RS256 key"] = Algorithm,
        ["crit"] = Extension,
        ["jku"] = KeyOfItsOwn,
        ["jwk"] = KeyOfItsOwn,
        ["x5c"] = KeyOfItsOwn,
        ["x5u"] = KeyOfItsOwn,
        ["zip"] = NotJws,
        ["enc"] = NotJws,
        ["b64"] = NotJws,
        ["header: name twice"] = Names,
        ["header: name twice, escaped"] = Names,
        ["header: unknown name twice"] = Names,
        ["header: unknown name twice, escaped"] = Names,
        ["header: long name twice"] = Names,
        ["payload: name twice"] = Names,
        ["payload: name twice, escaped"] = Names,
        ["payload: unknown name twice"] = Names,
        ["payload: unknown name twice, escaped"] = Names,
        ["payload: long name twice"] = Names,
        ["header: NUL after"] = Text,
        ["header: comma after it"] = Text,
        ["header: more after it"] = Text,
        ["payload: NUL after"] = Text,
        ["payload: comma after it"] = Text,
        ["payload: more after it"] = Text,
        ["padding at the end"] = Encoding,
        ["claim is no text: client_id"] = Types,
        ["claim is no text: scope"] = Types,
        ["claim is no text: sid"] = Types,
        ["claim is no text: sub"] = Types,
        ["no time: exp"] = Times,
        ["no time: iat"] = Times,
        ["no time: nbf"] = Times,
        ["not valid for long: iat"] = Future,
        ["not yet valid: iat"] = Future,
    };
}
