using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>An issuer with one RSA key of 2048 bits: signs access tokens, and answers for its documents without a network.</summary>
internal sealed class SampleIssuer(string url = SampleIssuer.Url)
{
    public const string Url = "https://localhost:7200";

    private static readonly string[] Audiences = ["orders", "inventory"];
    private static readonly string[] Roles = ["customer", "support"];

    private readonly RSA _key = RSA.Create(2048);
    private readonly string _keyId = Guid.CreateVersion7(Now).ToString("N");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public RSA PublicKey => RSA.Create(_key.ExportParameters(includePrivateParameters: false));

    public string Discovery => JsonSerializer.Serialize(new { issuer = url, jwks_uri = $"{url}/jwks", token_endpoint = $"{url}/token" });

    public string KeySet
    {
        get
        {
            RSAParameters parameters = _key.ExportParameters(includePrivateParameters: false);
            return JsonSerializer.Serialize(new
            {
                keys = new[]
                {
                    new { kty = "RSA", use = "sig", alg = "RS256", kid = _keyId, n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) },
                },
            });
        }
    }

    /// <summary>A user's token as this project's issuer makes them, each for another user and session.</summary>
    public string CreateToken()
    {
        DateTimeOffset now = Now;
        string payload = JsonSerializer.Serialize(new
        {
            iss = url,
            aud = Audiences,
            sub = Guid.NewGuid().ToString(),
            client_id = "gateway-bff",
            scope = "openid profile orders:read orders:write inventory:read",
            jti = Guid.CreateVersion7(now).ToString(),
            iat = now.ToUnixTimeSeconds(),
            exp = now.AddHours(1).ToUnixTimeSeconds(),
            sid = Guid.CreateVersion7(now).ToString(),
            tenant_id = "acme",
            roles = Roles,
            auth_time = now.ToUnixTimeSeconds(),
        });
        string input = $"{Encode($"{{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"{_keyId}\"}}")}.{Encode(payload)}";
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public HttpMessageHandler CreateHandler() => new Documents(Discovery, KeySet);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed class Documents(string discovery, string keySet) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(request.RequestUri!.AbsolutePath == "/jwks" ? keySet : discovery, Encoding.UTF8, "application/json"),
            });
    }
}
