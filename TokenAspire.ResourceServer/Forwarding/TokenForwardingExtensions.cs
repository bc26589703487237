using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Says with whose token an <see cref="HttpClient"/> calls.</summary>
public static class TokenForwardingExtensions
{
    /// <summary>
    /// Forwards the current request's verified token byte for byte. Outside a request, or in one without a token, the
    /// call goes out without one.
    /// </summary>
    public static IHttpClientBuilder AddTokenForwarding(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHttpContextAccessor();
        builder.Services.TryAddTransient<TokenForwardingHandler>();
        return builder.AddHttpMessageHandler<TokenForwardingHandler>();
    }

    /// <summary>
    /// Calls with a token of the service's own, from the client-credentials grant; section <c>ClientCredentials</c>.
    /// It is kept until shortly before it expires and asked for once however many calls wait for it. Needs
    /// <c>AddTokenVerification</c>, whose authority names the token endpoint.
    /// </summary>
    public static IHttpClientBuilder AddClientCredentials(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ClientCredentialsOptions>().BindConfiguration(ClientCredentialsOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ClientCredentialsOptions>, ClientCredentialsOptionsValidator>());
        builder.Services.TryAddSingleton<ClientCredentialsTokenSource>();
        builder.Services.TryAddTransient<ClientCredentialsHandler>();
        return builder.AddHttpMessageHandler<ClientCredentialsHandler>();
    }
}
