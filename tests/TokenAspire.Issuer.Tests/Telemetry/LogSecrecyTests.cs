using System.Text.Json;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Telemetry;

public sealed class LogSecrecyTests(Stores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_token_code_or_password_reaches_a_log_even_at_Debug()
    {
        await using IssuerHost host = new(stores) { Settings = { ["Logging:LogLevel:Default"] = "Debug" } };
        await host.InitializeAsync();
        using RecordedLog log = new();
        host.Get<ILoggerFactory>().AddProvider(log);
        Browser browser = new(host.CreateBrowser());

        (await browser.LogInAsync("alice", "a wrong password")).Dispose();
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string code = await browser.AuthorizeAsync();
        JsonElement tokens = await browser.RedeemAsync(code);
        string accessToken = tokens.GetProperty("access_token").GetString()!;
        string refreshToken = tokens.GetProperty("refresh_token").GetString()!;
        string successor = (await browser.RefreshAsync(refreshToken)).GetProperty("refresh_token").GetString()!;
        await browser.IntrospectAsync(accessToken);
        (await browser.UserInfoAsync(accessToken)).Dispose();
        (await browser.UserInfoAsync(accessToken + "x")).Dispose();
        (await browser.Http.GetAsync("/connect/authorize?code=" + code, Cancel)).Dispose();
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await browser.RefreshAsync(refreshToken);
        await browser.RedeemAsync(code);
        (await browser.RevokeAsync(accessToken)).Dispose();

        string text = log.Text;
        Assert.Contains("Token issued: grant refresh_token, client cli", text, StringComparison.Ordinal);
        string[] secrets =
        [
            code, accessToken, accessToken.Split('.')[2], refreshToken, successor, "a wrong password",
            IssuerHost.DevelopmentPassword, IssuerHost.IntrospectionSecret, IssuerHost.KeyEncryptionSecret,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }
}
