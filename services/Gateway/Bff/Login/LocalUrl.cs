namespace TokenAspire.Gateway.Bff.Login;

/// <summary>Where a login may lead: a path of this gateway and nowhere else.</summary>
internal static class LocalUrl
{
    private const int Longest = 1024;

    /// <summary>
    /// One slash and then anything but another: browsers take <c>//host</c>, <c>/\host</c> and, by leaving out tabs and line
    /// breaks, <c>/⇥/host</c> for another site. So visible ASCII without a backslash.
    /// </summary>
    public static bool IsLocal(string url) =>
        url.Length is > 0 and <= Longest
        && url[0] == '/'
        && !url.StartsWith("//", StringComparison.Ordinal)
        && url.All(static character => character is > ' ' and <= '~' and not '\\');
}
