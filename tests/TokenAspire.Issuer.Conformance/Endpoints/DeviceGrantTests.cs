using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Tokens for a device without a browser (RFC 8628).</summary>
public abstract class DeviceGrantTests(IServerUnderTest server) : DeviceClauses(server)
{
    // RFC 8628 3.2.
    [Fact]
    public async Task A_device_is_given_two_codes_an_address_and_an_interval()
    {
        Answer asked = await AskAsync(Registered.Native);

        asked.AssertNotStored();
        Assert.StartsWith(Server.Issuer.AbsoluteUri, asked["verification_uri"], StringComparison.Ordinal);
        Assert.Contains(asked["user_code"]!, asked["verification_uri_complete"], StringComparison.Ordinal);
        Assert.DoesNotContain(asked["device_code"]!, asked["verification_uri_complete"], StringComparison.Ordinal);
        Assert.True(asked["device_code"]!.Length >= 43); // 256 bits
        Assert.InRange(asked.Json.GetProperty("expires_in").GetInt32(), 60, 1800);
        Assert.True(asked.Json.GetProperty("interval").GetInt32() >= 5);
    }

    // RFC 8628 3.3, 3.4 and 3.5.
    [Fact]
    public async Task A_device_gets_its_tokens_once_its_person_has_approved()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        (await PollAsync(asked)).AssertError("authorization_pending");

        await ApproveAsync(person, asked);

        Answer tokens = (await PollAsync(asked)).AssertSuccess().AssertNotStored();
        Assert.Equal("openid offline_access orders:read", tokens["scope"]);
        Assert.Equal(Registered.Native.ClientId, new Jwt(tokens["access_token"]!)["client_id"]);
        Assert.Equal(new Jwt(tokens["access_token"]!)["sub"], new Jwt(tokens["id_token"]!)["sub"]);
        await AssertActiveAsync(tokens["access_token"]);
        (await RefreshAsync(Registered.Native, tokens["refresh_token"])).AssertSuccess();
    }

    // RFC 8628 3.5: for this and all later requests.
    [Fact]
    public async Task A_device_that_asks_too_early_slows_down_by_five_seconds_for_good()
    {
        Answer asked = await AskAsync(Registered.Native);
        (await PollAsync(asked)).AssertError("authorization_pending");

        (await PollAsync(asked)).AssertError("slow_down"); // ten seconds from now on
        Server.Advance(TimeSpan.FromSeconds(5));
        (await PollAsync(asked)).AssertError("slow_down"); // fifteen
        Server.Advance(TimeSpan.FromSeconds(16));
        (await PollAsync(asked)).AssertError("authorization_pending");
        Server.Advance(TimeSpan.FromSeconds(10));
        (await PollAsync(asked)).AssertError("slow_down");
    }

    // RFC 8628 3.5.
    [Fact]
    public async Task A_refused_device_is_told_access_denied()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);

        await person.RefuseAsync(await OpenAsync(person, asked));

        (await PollAsync(asked)).AssertError("access_denied");
        (await PollAsync(asked)).AssertError("access_denied");
    }

    // RFC 8628 3.5: both codes end.
    [Fact]
    public async Task A_code_that_was_not_approved_in_time_is_an_expired_token()
    {
        Answer asked = await AskAsync(Registered.Native);
        Server.Advance(TimeSpan.FromSeconds(asked.Json.GetProperty("expires_in").GetInt32() + 1));
        using Browser person = await LogInAsync();

        (await PollAsync(asked)).AssertError("expired_token");
        Assert.DoesNotContain("decision", (await OpenAsync(person, asked)).Body, StringComparison.Ordinal);
    }

    // RFC 8628 3.5: an approval that is not fetched in time is gone too.
    [Fact]
    public async Task An_approval_that_is_not_fetched_ends()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        Server.Advance(TimeSpan.FromSeconds(asked.Json.GetProperty("expires_in").GetInt32() + 1));

        (await PollAsync(asked)).AssertError("expired_token");
    }

    // RFC 8628 3.4: like an authorization code, and a second use says that somebody else has it.
    [Fact]
    public async Task A_device_code_is_good_once_and_a_second_use_revokes_its_tokens()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);
        Answer tokens = (await PollAsync(asked)).AssertSuccess();

        (await PollAsync(asked)).AssertError("invalid_grant");

        await AssertActiveAsync(tokens["access_token"], expected: false);
        (await RefreshAsync(Registered.Native, tokens["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 6749 5.2: whoever else asks learns nothing and spends nothing.
    [Fact]
    public async Task A_device_code_is_its_clients_alone()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        (await PollAsync(asked, Registered.ThirdParty)).AssertError("invalid_grant");

        (await PollAsync(asked)).AssertSuccess();
    }

    // RFC 6749 4.1.3: it has no redirect URI and no challenge, and so is no code of another grant.
    [Fact]
    public async Task A_device_code_is_no_authorization_code()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        (await RedeemAsync(asked["device_code"]!, new AuthorizationRequest(Registered.Native))).AssertError("invalid_grant");

        (await PollAsync(asked)).AssertSuccess();
    }

    // RFC 8628 3.4 and RFC 6749 5.2.
    [Theory]
    [InlineData(null, "invalid_request")]
    [InlineData("", "invalid_request")]
    [InlineData("unknown", "invalid_grant")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_grant")]
    public async Task What_is_no_device_code_is_refused(string? deviceCode, string error) =>
        (await PostAsync(Token, Registered.Native, ("grant_type", GrantType), ("device_code", deviceCode))).AssertError(error);

    // RFC 8628 3.1 and RFC 6749 5.2.
    [Fact]
    public async Task A_request_of_a_device_is_refused_for_what_is_wrong_with_it()
    {
        (await PostAsync(DeviceAuthorization, Registered.Web, ("scope", "openid"))).AssertError("unauthorized_client");
        (await PostAsync(DeviceAuthorization, [new("scope", "openid")])).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(DeviceAuthorization, [new("client_id", Registered.ThirdParty.ClientId), new("scope", "openid")]))
            .AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(DeviceAuthorization, Registered.Native, ("scope", "openid unknown"))).AssertError("invalid_scope");
        (await PostAsync(DeviceAuthorization, Registered.Native, ("scope", "openid"), ("scope", "openid"))).AssertError("invalid_request");
        (await PostAsync(Token, Registered.Web, ("grant_type", GrantType), ("device_code", "x"))).AssertError("unauthorized_client");
    }

    // RFC 8707 2.1 and 2.2: the person sees what the device named, and it gets no more.
    [Fact]
    public async Task A_device_names_the_resource_of_its_tokens()
    {
        using Browser person = await LogInAsync();
        Answer asked = (await PostAsync(
            DeviceAuthorization, Registered.Native, ("scope", "openid orders:read inventory:read"), ("resource", Registered.OrdersUri))).AssertSuccess();
        await ApproveAsync(person, asked);

        Jwt token = new((await PollAsync(asked)).AssertSuccess()["access_token"]!);

        Assert.Equal(["orders"], token.Payload.GetProperty("aud").Deserialize<string[]>()!);
        (await PostAsync(DeviceAuthorization, Registered.Native, ("scope", "openid"), ("resource", "https://unknown.example/"))).AssertError("invalid_target");
    }

    // RFC 8628 3.4 with RFC 9449 5: a device's tokens are bound to the key that it proves.
    [Fact]
    public async Task A_device_that_proves_a_key_gets_bound_tokens()
    {
        TestKey key = new("device");
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        Answer tokens = await PollAsync(asked, Registered.Native, new Proof(key, HttpMethod.Post, Token, Server.Now));

        Assert.Equal("DPoP", tokens.AssertSuccess()["token_type"]);
        Assert.Equal(key.Thumbprint, new Jwt(tokens["access_token"]!).Payload.GetProperty("cnf").GetProperty("jkt").GetString());
        Assert.NotEqual(HttpStatusCode.OK, (await RefreshAsync(Registered.Native, tokens["refresh_token"])).Status);
    }
}
