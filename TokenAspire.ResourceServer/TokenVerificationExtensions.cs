using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>What a service adds to verify access tokens.</summary>
public static class TokenVerificationExtensions
{
    /// <summary>
    /// Adds the bearer scheme, the scope policies and the revocation replica. Settings come from the section
    /// <c>TokenVerification</c>, then from <paramref name="configure"/>, and are checked at start.
    /// </summary>
    public static TBuilder AddTokenVerification<TBuilder>(this TBuilder builder, Action<TokenVerificationOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddRevocationReplica();
        builder.Services.AddOptions<TokenVerificationOptions>()
            .BindConfiguration(TokenVerificationOptions.Section)
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TokenVerificationOptions>, TokenVerificationOptionsValidator>());
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddAuthorization();
        return builder;
    }

    /// <summary>Authenticates and authorizes the requests that follow.</summary>
    public static IApplicationBuilder UseTokenVerification(this IApplicationBuilder app) =>
        app.UseAuthentication().UseAuthorization();
}
