using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>
/// Reads <c>Basic base64(client_id:client_secret)</c>, both parts form-encoded before they were
/// joined (RFC 6749 2.3.1), so that a colon, a percent sign or a plus in either is unambiguous.
/// </summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic ";
    private const int MaxLength = 2_048;

    /// <summary>False for another scheme and for anything that is not exactly this form.</summary>
    public static bool TryParse(string header, out PresentedCredentials credentials)
    {
        credentials = new PresentedCredentials("", null);
        if (header.Length > MaxLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[MaxLength];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Scheme.Length).Trim(' '), decoded, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> pair = decoded[..length];
        int colon = pair.IndexOf((byte)':');
        if (colon <= 0
            || !UrlEncodedForm.TryDecode(pair[..colon], out string clientId)
            || !UrlEncodedForm.TryDecode(pair[(colon + 1)..], out string secret)
            || clientId.Length > ParameterLimits.Of(ParameterNames.ClientId)
            || secret.Length > ParameterLimits.Of(ParameterNames.ClientSecret))
        {
            return false;
        }

        credentials = new PresentedCredentials(clientId, secret);
        return true;
    }
}
