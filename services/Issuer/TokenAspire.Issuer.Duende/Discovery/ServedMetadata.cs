using System.Text.Json;
using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Stores;
using Duende.IdentityServer.Validation;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Discovery;

namespace TokenAspire.Issuer.Duende.Discovery;

/// <summary>Lists what the gates let through, no more and no less: Duende alone would list what it could do without them.</summary>
internal sealed class ServedMetadata(
    IssuerIdentity issuer,
    IRegistrations registrations,
    IdentityServerOptions options,
    IResourceStore resources,
    IKeyMaterialService keys,
    ExtensionGrantValidator extensionGrants,
    ISecretsListParser secretParsers,
    IResourceOwnerPasswordValidator resourceOwners,
    ILogger<DiscoveryResponseGenerator> logger)
    : DiscoveryResponseGenerator(options, resources, keys, extensionGrants, secretParsers, resourceOwners, logger)
{
    public override Task<Dictionary<string, object>> CreateDiscoveryDocumentAsync(string baseUrl, string issuerUri, CancellationToken ct) =>
        Task.FromResult(JsonSerializer.Deserialize<Dictionary<string, object>>(DiscoveryDocument.Build(issuer, registrations).Span)!);
}
