using System.Globalization;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>
/// Compares a redirect URI with the registered ones as strings (RFC 9700 4.1.3): nothing is parsed
/// or normalised, so there is nothing for two parsers to disagree about.
/// </summary>
internal static class RedirectUriMatch
{
    // RFC 8252 7.3 and 8.3: loopback IP literals only; "localhost" may resolve to something else.
    private static readonly string[] LoopbackOrigins = ["http://127.0.0.1", "http://[::1]"];

    /// <summary>Whether the client registered it.</summary>
    public static bool IsRegistered(ClientRegistration client, string presented)
    {
        foreach (string registered in client.RedirectUris)
        {
            if (string.Equals(registered, presented, StringComparison.Ordinal) || DiffersOnlyInLoopbackPort(registered, presented))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DiffersOnlyInLoopbackPort(string registered, string presented)
    {
        foreach (string origin in LoopbackOrigins)
        {
            if (TryRemovePort(registered, origin, out ReadOnlySpan<char> expected)
                && TryRemovePort(presented, origin, out ReadOnlySpan<char> actual))
            {
                return expected.SequenceEqual(actual);
            }
        }

        return false;
    }

    /// <summary>What follows the origin and its optional port; false for another origin or a port that is none.</summary>
    private static bool TryRemovePort(string uri, string origin, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (!uri.StartsWith(origin, StringComparison.Ordinal))
        {
            return false;
        }

        rest = uri.AsSpan(origin.Length);
        if (rest.StartsWith(":"))
        {
            int end = rest[1..].IndexOfAnyExceptInRange('0', '9') + 1;
            ReadOnlySpan<char> port = end == 0 ? rest[1..] : rest[1..end];
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0)
            {
                return false;
            }

            rest = rest[(port.Length + 1)..];
        }

        // Else the host goes on: http://127.0.0.1.example.org, http://127.0.0.1@example.org.
        return rest.IsEmpty || rest[0] is '/' or '?';
    }
}
