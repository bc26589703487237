using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.RefreshFamilies;

namespace TokenAspire.Issuer.Grants;

internal static class GrantsExtensions
{
    /// <summary>Adds authorization codes, refresh families and the issuer's instruments.</summary>
    public static WebApplicationBuilder AddGrants(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RefreshRotationOptions>().BindConfiguration(RefreshRotationOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RefreshRotationOptions>, RefreshRotationOptionsValidator>();
        builder.Services.AddSingleton<IssuerMetrics>();
        builder.Services.AddSingleton<IAuthorizationCodeStore, PostgresAuthorizationCodeStore>();
        builder.Services.AddSingleton<RotationQueue>();
        builder.Services.AddSingleton<IRefreshFamilyStore, PostgresRefreshFamilyStore>();
        builder.Services.AddSingleton<ISuccessorDerivation, HmacSuccessorDerivation>();
        return builder;
    }
}
