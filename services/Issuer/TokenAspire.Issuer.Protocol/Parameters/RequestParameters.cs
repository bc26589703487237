namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>
/// The parameters of one request, decoded once. What is wrong with one (repeated, too long, not
/// decodable) leaves it out and is named by <see cref="Defect"/>, so that the authorization endpoint
/// can still tell a valid client about it.
/// </summary>
internal sealed class RequestParameters
{
    private readonly Dictionary<string, string> _values;

    public RequestParameters(Dictionary<string, string> values, string? defect)
    {
        _values = values;
        Defect = defect;
    }

    /// <summary>Why the request is <c>invalid_request</c> before anyone looks at its meaning; null where it is well formed.</summary>
    public string? Defect { get; }

    /// <summary>Every well-formed parameter that has a value.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>A parameter's value; null where it is absent, empty (RFC 6749 3.1: as if omitted) or defective.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The same request with one more parameter, or another value of one.</summary>
    public RequestParameters With(string name, string value) =>
        new(new Dictionary<string, string>(_values, StringComparer.Ordinal) { [name] = value }, Defect);

    /// <summary>A request that could not be read at all.</summary>
    public static RequestParameters Unreadable(string defect) => new([], defect);
}
