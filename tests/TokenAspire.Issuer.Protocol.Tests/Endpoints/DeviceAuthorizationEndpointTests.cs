using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class DeviceAuthorizationEndpointTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client_id=web&client_secret=web-secret&scope=openid", HttpStatusCode.BadRequest, "unauthorized_client")]
    [InlineData("client_id=web&client_secret=wrong&scope=openid", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id=unknown&scope=openid", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("scope=openid", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id=tv", HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("client_id=tv&scope=orders:read", HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("client_id=tv&scope=openid&scope=openid", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Refusals_have_the_code_of_the_RFC(string form, HttpStatusCode status, string error) =>
        await AssertRefusedAsync("/connect/deviceauthorization", form, status, error);

    [Fact]
    public async Task A_token_request_without_a_device_code_is_an_invalid_request() => await AssertRefusedAsync(
        "/connect/token", "client_id=tv&grant_type=urn:ietf:params:oauth:grant-type:device_code", HttpStatusCode.BadRequest, "invalid_request");

    [Theory]
    [InlineData("BCDF-GHJK", "BCDF-GHJK")]
    [InlineData("bcdfghjk", "BCDF-GHJK")]
    [InlineData(" bc df-gh jk ", "BCDF-GHJK")]
    [InlineData("BCDF-GHJ", null)]
    [InlineData("BCDF-GHJKL", null)]
    [InlineData("BCDF-GHJA", null)]
    [InlineData("BCDF-GHJ1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("B-C-D-F-G-H-J-K--------------------", null)]
    public void A_user_code_is_read_however_it_is_typed(string? typed, string? code) => Assert.Equal(code, UserCode.TryParse(typed)?.Display());

    private async Task AssertRefusedAsync(string path, string form, HttpStatusCode status, string error)
    {
        using StringContent content = new(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await server.Client.PostAsync(path, content, Cancelled);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error").GetString());
    }
}
