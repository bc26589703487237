using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenAspire.Issuer.Logout;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Issuer.Tests.Logout;

public sealed class LogoutConnectionsTests
{
    // Of its own it sets what concerns redirects and cookies; the rest is what every connection has.
    [Fact]
    public async Task Logout_tokens_follow_no_redirects_over_connections_that_are_renewed_as_all_are()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        await using ServiceProvider provider = builder.AddServiceDefaults().AddLogout().Services.BuildServiceProvider();

        ClientConnections.AreStrictAndRenewed(provider, LogoutDelivery.Client);
    }
}
