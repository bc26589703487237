using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.ExchangedTokens;
using TokenAspire.Issuer.OneTimeIdentifiers;
using TokenAspire.Issuer.PushedRequests;
using TokenAspire.Issuer.ReferenceTokens;
using TokenAspire.Issuer.RefreshFamilies;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Grants;

internal static class GrantsExtensions
{
    /// <summary>Adds pushed requests, authorization codes, refresh families, one-time identifiers, reference and exchanged tokens and the issuer's instruments.</summary>
    public static WebApplicationBuilder AddGrants(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RefreshRotationOptions>().BindConfiguration(RefreshRotationOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RefreshRotationOptions>, RefreshRotationOptionsValidator>();
        builder.Services.AddSingleton<IssuerMetrics>();
        builder.Services.AddSingleton<IAuthorizationCodeStore, PostgresAuthorizationCodeStore>();
        builder.Services.AddSingleton<IPushedRequestStore, PostgresPushedRequestStore>();
        builder.Services.AddSingleton<RotationQueue>();
        builder.Services.AddSingleton<IRefreshFamilyStore, PostgresRefreshFamilyStore>();
        builder.Services.AddSingleton<ILoginSessions, PostgresOpenSessions>();
        builder.Services.AddSingleton<IReferenceTokenStore, PostgresReferenceTokenStore>();
        builder.Services.AddSingleton<IExchangedTokenStore, PostgresExchangedTokenStore>();
        builder.Services.AddSingleton<IOneTimeIdentifiers, PostgresOneTimeIdentifiers>();
        builder.Services.AddSingleton<ISuccessorDerivation, HmacSuccessorDerivation>();
        return builder;
    }
}
