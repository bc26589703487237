using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts;

namespace TokenAspire.Issuer.Duende.Discovery;

/// <summary>This issuer's name and address: as configured, whatever a request calls it.</summary>
internal sealed class IssuerUrls(IssuerIdentity issuer) : IServerUrls, IIssuerNameService
{
    public string Origin
    {
        get => issuer.Identifier;
        set { }
    }

    public string? BasePath
    {
        get => "";
        set { }
    }

    public Task<string> GetCurrentAsync(CancellationToken ct) => Task.FromResult(issuer.Identifier);
}
