using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>The parameters of an authorization request, valid unless a test makes them otherwise; null leaves one out.</summary>
public sealed class AuthorizationRequest : Dictionary<string, string?>
{
    /// <summary>A valid request of a client.</summary>
    public AuthorizationRequest(TestClient client, string scope = "openid offline_access orders:read")
        : base(StringComparer.Ordinal)
    {
        Client = client;
        Verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        this["client_id"] = client.ClientId;
        this["redirect_uri"] = client.RedirectUri;
        this["response_type"] = "code";
        this["scope"] = scope;
        this["state"] = "the state";
        this["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        this["code_challenge_method"] = "S256";
    }

    /// <summary>Who asks.</summary>
    public TestClient Client { get; }

    /// <summary>The code verifier of its challenge.</summary>
    public string Verifier { get; }

    /// <summary>The parameters that are sent.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sent =>
        this.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));

    /// <summary>What is pushed, beside who pushes it (RFC 9126 2.1).</summary>
    public IEnumerable<KeyValuePair<string, string?>> Pushed => this.Where(pair => pair.Key != "client_id");

    /// <summary>The query.</summary>
    public string Query => "?" + string.Join('&', Sent.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>The token request for the code that it is answered with.</summary>
    public Dictionary<string, string?> Redemption(string code) => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = this["redirect_uri"],
        ["code_verifier"] = Verifier,
    };
}
