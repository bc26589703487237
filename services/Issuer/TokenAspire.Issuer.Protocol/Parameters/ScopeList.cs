namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>The <c>scope</c> parameter: <c>openid orders:read</c> (RFC 6749 3.3).</summary>
internal static class ScopeList
{
    /// <summary>Its values in the order given, each once.</summary>
    public static IReadOnlyList<string> Parse(string scope) => scope switch
    {
        "" => [],
        _ when !scope.Contains(' ') => [scope],
        _ => [.. scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>The parameter's form again.</summary>
    public static string Format(IReadOnlyList<string> scopes) => scopes is [string only] ? only : string.Join(' ', scopes);
}
