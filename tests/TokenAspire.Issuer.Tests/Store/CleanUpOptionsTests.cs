using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Store;

public sealed class CleanUpOptionsTests(Stores stores)
{
    [Fact]
    public async Task A_negative_remembrance_which_would_delete_what_is_still_good_stops_the_start()
    {
        await using IssuerHost host = new(stores) { Settings = { ["Issuer:CleanUp:Remembrance"] = "-01:00:00" } };
        await host.InitializeAsync();

        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => host.Services);

        Assert.Contains("Issuer:CleanUp:Remembrance", refusal.Message, StringComparison.Ordinal);
    }
}
