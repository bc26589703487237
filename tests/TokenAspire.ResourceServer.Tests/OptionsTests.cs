using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_setting_that_is_not_usable_is_reported_at_once()
    {
        TokenVerificationOptions options = new()
        {
            Authority = "http://issuer",
            MaxTokenBytes = 0,
            ClockSkew = TimeSpan.FromMinutes(5),
            SensitiveMaxAge = TimeSpan.Zero,
            StaleAfter = TimeSpan.FromSeconds(-1),
            RefuseAfter = TimeSpan.FromSeconds(-2),
            CachedTokens = -1,
            CachedBytes = 1000,
            KeyRefreshThrottle = TimeSpan.Zero,
            KeyRefreshInterval = TimeSpan.FromSeconds(-1),
            KeyRefreshTimeout = TimeSpan.Zero,
            KeyMaxAge = TimeSpan.FromSeconds(-2),
            Introspection = { Mode = (IntrospectionMode)7, CacheLifetime = TimeSpan.FromHours(1), CachedAnswers = 0, Timeout = TimeSpan.Zero },
            ProofOfPossession = { Lifetime = TimeSpan.FromHours(1), RememberedProofs = 0, PublicUrls = { "http://api.example.com" } },
        };

        string[] failures = [.. new TokenVerificationOptionsValidator().Validate(null, options).Failures!];

        string[] settings =
        [
            "Authority", "Audiences", "MaxTokenBytes", "ClockSkew", "SensitiveMaxAge", "StaleAfter", "RefuseAfter",
            "CachedTokens", "CachedBytes",
            "KeyRefreshThrottle", "KeyRefreshInterval", "KeyRefreshTimeout", "KeyMaxAge",
            "Introspection:Mode", "Introspection:ClientId", "Introspection:ClientSecret", "Introspection:CacheLifetime",
            "Introspection:CachedAnswers", "Introspection:Timeout",
            "ProofOfPossession:PublicUrls", "ProofOfPossession:Lifetime", "ProofOfPossession:RememberedProofs",
        ];
        Assert.Equal(settings.Length, failures.Length);
        Assert.All(settings, setting => Assert.Contains(failures, failure => failure.StartsWith($"TokenVerification:{setting} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_service_with_unusable_settings_does_not_start()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", "localhost:1")]);
        builder.AddTokenVerification(options => options.MaxTokenBytes = 1);
        using IHost host = builder.Build();

        OptionsValidationException invalid = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(3, invalid.Failures.Count());
    }

    [Fact]
    public void The_defaults_need_an_authority_and_an_audience_only()
    {
        TokenVerificationOptions options = new() { Authority = "https://localhost:7200", Audiences = { "orders" } };

        Assert.True(new TokenVerificationOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Client_credentials_name_what_is_missing()
    {
        ValidateOptionsResult result = new ClientCredentialsOptionsValidator().Validate(null, new ClientCredentialsOptions());

        Assert.Equal(2, result.Failures!.Count());
    }

    [Fact]
    public void Times_that_would_hold_up_requests_or_reads_for_ever_are_refused()
    {
        TokenVerificationOptions options = new()
        {
            Authority = "https://issuer.example",
            Audiences = { "orders" },
            KeyRefreshThrottle = TimeSpan.FromHours(1),
            KeyRefreshInterval = TimeSpan.FromDays(60),
            KeyRefreshTimeout = TimeSpan.FromDays(60),
            KeyMaxAge = TimeSpan.FromDays(60),
        };

        string[] failures = [.. new TokenVerificationOptionsValidator().Validate(name: null, options).Failures!];

        Assert.Equal(
            ["TokenVerification:KeyRefreshThrottle", "TokenVerification:KeyRefreshInterval", "TokenVerification:KeyRefreshTimeout"],
            failures.Select(failure => failure.Split(' ')[0]));
    }
}
