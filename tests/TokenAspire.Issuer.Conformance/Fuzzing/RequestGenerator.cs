using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Fuzzing;

/// <summary>Values that the server under test gave out.</summary>
/// <param name="Values">Tokens and codes.</param>
/// <param name="Cookie">Of a person who is logged in.</param>
public sealed record Known(IReadOnlyList<string> Values, string Cookie);

/// <summary>Makes requests that are nearly right: each has a few things that nobody would send. The same seed makes the same requests.</summary>
public sealed class RequestGenerator(int seed, Known known)
{
    private static readonly string[] Paths =
    [
        "/connect/authorize", "/connect/token", "/connect/introspect", "/connect/revocation", "/connect/userinfo", "/connect/par",
        "/connect/deviceauthorization", "/connect/endsession", "/login", "/logout", "/consent", "/consents", "/device", "/sessions", "/sessions/passkeys",
        "/login/passkey", "/error",
        "/.well-known/openid-configuration", "/.well-known/openid-configuration/jwks", "/.well-known/oauth-authorization-server", "/admin/revocations",
        "/admin/audit", "/admin/keys", "/admin/sessions",
    ];

    private static readonly string[] Methods = ["GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND"];

    private static readonly string[] Names =
    [
        "client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "prompt", "max_age", "grant_type", "code", "code_verifier", "refresh_token", "token", "token_type_hint",
        "client_assertion", "client_assertion_type", "request", "request_uri", "resource", "audience", "subject_token", "subject_token_type",
        "actor_token", "requested_token_type", "device_code", "user_code", "device_id", "dpop_jkt", "id_token_hint", "logout_hint",
        "post_logout_redirect_uri", "login_hint", "ui_locales", "claims", "acr_values", "returnUrl", "username", "password", "login_requested_at", "consent_denied",
        "decision", "error", "credential", "id", "sid", "notice", "sub", "user_name", "event", "from", "before", "limit",
    ];

    private static readonly string[] Usual =
    [
        "authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange", "code", "query", "openid", "openid offline_access orders:read", "S256", "plain",
        "none", "login", "consent", "0", "3600", "access_token", "urn:ietf:params:oauth:token-type:access_token",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "https://client.example/callback", "http://127.0.0.1:1234/callback", "https://evil.example/", "//evil.example", "javascript:alert(1)",
    ];

    private static readonly string[] Strange =
    [
        "", " ", "\0", "\r\nSet-Cookie: a=b", "'; drop table users; --", "../../etc/passwd", "<script>alert(1)</script>", "%s%n", "{}", "[]",
        "null", "-1", "1e309", "99999999999999999999", "NaN", "\ud83d\ude00", "\uffff", "\u202e", "a.b.c", "a.b.c.d.e", "....", "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InUiLCJ0eXAiOiJhdCtqd3QifQ.e30.AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Ω≈ç√", "\t\v\f", "a\u0301",
    ];

    private static readonly string[] BrokenEncodings = ["%", "%z1", "%ff%fe", "%00", "%c0%80", "%ed%a0%80", "%e2%82", "+", "%2525", "&&==", "=", "&=a", "a=b=c"];

    private static readonly string[] ContentTypes =
    [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8", "application/x-www-form-urlencoded; charset=utf-16", "application/json",
        "multipart/form-data", "multipart/form-data; boundary=x", "text/xml", "text/plain;;;", "", "*/*", "application/x-www-form-urlencoded; charset=\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next one.</summary>
    public FuzzedRequest Next()
    {
        string method = Pick(Methods);
        bool hasBody = method is "POST" or "PUT" or "PATCH" || _random.Next(20) == 0;
        return new FuzzedRequest(
            method,
            Path(),
            hasBody && _random.Next(4) > 0 ? "" : "?" + Parameters(),
            hasBody ? Body() : null,
            Pick(ContentTypes),
            [.. Headers()]);
    }

    private string Path() => _random.Next(30) switch
    {
        0 => Pick(Paths) + "/",
        1 => Pick(Paths).ToUpperInvariant(),
        2 => Pick(Paths) + "/%2e%2e/%00",
        _ => Pick(Paths),
    };

    private string Body() => _random.Next(15) switch
    {
        0 => "{\"grant_type\":[\"client_credentials\"]}",
        1 => "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nx\r\n--x--",
        2 => new string('a', _random.Next(40_000)),
        _ => Parameters(),
    };

    // A client that is named and proven gets further than the first check.
    private string Parameters()
    {
        TestClient client = Registered.Clients[_random.Next(Registered.Clients.Count)];
        List<string> pairs = [];
        if (_random.Next(10) > 1)
        {
            pairs.Add("client_id=" + client.ClientId);
            pairs.Add("client_secret=" + Uri.EscapeDataString(client.Secret ?? ""));
            pairs.Add("redirect_uri=" + Uri.EscapeDataString(client.RedirectUris.Count > 0 ? client.RedirectUri : Value()));
            pairs.Add("grant_type=" + Uri.EscapeDataString(client.GrantTypes.Count > 0 ? Pick(client.GrantTypes) : Value()));
        }

        for (int i = _random.Next(12); i > 0; i--)
        {
            pairs.Add(Pick(Names) + "=" + (_random.Next(15) == 0 ? Pick(BrokenEncodings) : Uri.EscapeDataString(Value())));
        }

        if (_random.Next(10) == 0)
        {
            pairs.Add(Pick(BrokenEncodings));
        }

        // A parameter is left out as often as it is repeated.
        return string.Join('&', pairs.Where(_ => _random.Next(12) > 0).OrderBy(_ => _random.Next()));
    }

    private IEnumerable<(string Name, string Value)> Headers()
    {
        if (_random.Next(3) == 0)
        {
            yield return ("Cookie", _random.Next(4) == 0 ? Mutated(known.Cookie) : known.Cookie);
        }

        switch (_random.Next(10))
        {
            case 0: yield return ("Authorization", "Basic " + HeaderValue()); break;
            case 1: yield return ("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value() + ":" + Value()))); break;
            case 2: yield return ("Authorization", "Bearer " + Pick(known.Values)); break;
            case 3: yield return ("Authorization", "DPoP " + Mutated(Pick(known.Values))); break;
            case 4: yield return ("DPoP", Mutated("eyJhbGciOiJFUzI1NiIsInR5cCI6ImRwb3Arand0IiwiandrIjp7fX0.eyJqdGkiOiJ4In0.AAAA")); break;
            case 5: yield return ("X-Forwarded-Host", "evil.example"); break;
            case 6: yield return ("Accept-Language", HeaderValue()); break;
            case 7: yield return ("User-Agent", new string('\u00fc', _random.Next(1_000))); break;
        }
    }

    private string Value() => _random.Next(8) switch
    {
        0 or 1 => Pick(known.Values),
        2 => Mutated(Pick(known.Values)),
        3 => Pick(Strange),
        4 => new string((char)_random.Next(' ', 0x2000), _random.Next(3_000)),
        5 => Mutated(Pick(Usual)),
        _ => Pick(Usual),
    };

    // What an HTTP client lets into a header.
    private string HeaderValue() => string.Concat(Value().Where(character => character is (>= ' ' and <= '~') or (>= '\u00a0' and <= '\u00ff'))).Trim();

    // One character replaced, doubled or dropped.
    private string Mutated(string value)
    {
        if (value.Length == 0)
        {
            return value;
        }

        int at = _random.Next(value.Length);
        return _random.Next(3) switch
        {
            0 => value[..at] + (char)_random.Next(' ', '~') + value[(at + 1)..],
            1 => value[..at] + value[at] + value[at..],
            _ => value[..at] + value[(at + 1)..],
        };
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
