using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Registrations;

public sealed class ConfiguredRegistrationsTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private IRegistrations Registrations => host.Get<IRegistrations>();

    [Theory]
    [InlineData("gateway-bff", false, false)]
    [InlineData("cli", true, false)]
    [InlineData("orders-worker", false, false)]
    [InlineData("ops", false, false)]
    [InlineData("resource-server", false, true)]
    public void The_clients_are_registered(string clientId, bool isPublic, bool mayIntrospect)
    {
        ClientRegistration client = Registrations.FindClient(clientId)!;

        Assert.Equal(isPublic, client.IsPublic);
        Assert.Equal(mayIntrospect, client.MayIntrospect);
    }

    [Fact]
    public void The_gateway_stands_in_redirect_uris() =>
        Assert.Equal(["https://gateway.test/bff/callback"], Registrations.FindClient("gateway-bff")!.RedirectUris);

    [Fact]
    public void The_gateway_is_told_of_logouts_and_returned_to_after_them()
    {
        ClientRegistration gateway = Registrations.FindClient("gateway-bff")!;

        Assert.Equal(["https://gateway.test/"], gateway.PostLogoutRedirectUris);
        Assert.Equal("https://gateway.test/bff/backchannel-logout", gateway.BackChannelLogoutUri!.AbsoluteUri);
    }

    [Fact]
    public void A_secret_is_the_configured_one()
    {
        ClientSecret secret = Assert.Single(Registrations.FindClient("ops")!.Secrets);

        Assert.True(secret.Matches(IssuerHost.OpsSecret));
        Assert.False(secret.Matches("other"));
    }

    [Theory]
    [InlineData("orders:refund", "orders")]
    [InlineData("tokens:admin", "issuer")]
    [InlineData("sessions", "issuer")]
    [InlineData("openid", null)]
    [InlineData("orders:burn", null)]
    public void A_scope_leads_to_its_resource(string scope, string? resource) =>
        Assert.Equal(resource, Registrations.FindResourceOfScope(scope)?.Name);
}
