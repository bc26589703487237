namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>What clauses about devices use: a device, and its person on the page (RFC 8628).</summary>
public abstract class DeviceClauses(IServerUnderTest server) : Clauses(server)
{
    protected const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    protected Uri DeviceAuthorization => At("/connect/deviceauthorization");

    /// <summary>The codes that a device is given.</summary>
    protected async Task<Answer> AskAsync(TestClient client) =>
        (await PostAsync(DeviceAuthorization, client, ("scope", "openid offline_access orders:read"))).AssertSuccess();

    /// <summary>What the device is told, at one of the replicas.</summary>
    protected Task<Answer> PollAsync(Answer asked, TestClient? client = null, Proof? proof = null, int turn = 0)
    {
        TestClient polling = client ?? Registered.Native;
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantType, ["device_code"] = asked["device_code"]!, ["client_id"] = polling.ClientId,
        };
        if (polling.Secret is not null)
        {
            form["client_secret"] = polling.Secret;
        }

        HttpRequestMessage request = new(HttpMethod.Post, At("/connect/token", turn)) { Content = new FormUrlEncodedContent(form) };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof.ToString());
        }

        return SendAsync(request);
    }

    /// <summary>Follows the device's link and sends its code: the page that asks, or the first one again.</summary>
    protected static async Task<Answer> OpenAsync(Browser person, Answer asked) =>
        await person.SubmitAsync(await person.GetAsync(new Uri(asked["verification_uri_complete"]!)));

    protected static async Task ApproveAsync(Browser person, Answer asked) =>
        (await person.SubmitAsync(await OpenAsync(person, asked))).AssertSuccess();
}
