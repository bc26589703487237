using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Revocations;

internal static class RevocationsExtensions
{
    /// <summary>Adds the journal, the publisher that empties it into the stream, and what operators revoke with.</summary>
    public static WebApplicationBuilder AddRevocations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RevocationHorizon>();
        builder.Services.AddSingleton<PostgresRevocationJournal>();
        builder.Services.AddSingleton<IRevocationJournal>(services => services.GetRequiredService<PostgresRevocationJournal>());
        builder.Services.AddHostedService<AccessTokenLifetimes>();
        builder.Services.AddSingleton<TokenRevoker>();
        builder.AddRevocationPublisher();
        return builder;
    }
}
