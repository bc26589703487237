using Duende.IdentityServer.Stores;
using Duende.IdentityServer.Validation;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>
/// Resource indicators (RFC 8707) as this project reads them: a resource has a URI beside its name, and to name resources is
/// to narrow the scopes, which grants then remember.
/// </summary>
internal sealed class NamedResources(
    RequestedResources resources, IResourceStore store, IScopeParser parser, ILogger<DefaultResourceValidator> logger)
    : DefaultResourceValidator(store, parser, logger)
{
    public override async Task<ResourceValidationResult> ValidateRequestedResourcesAsync(ResourceValidationRequest request, CancellationToken ct)
    {
        // One parameter may name several, as one of scope does.
        string[] named = [.. (request.ResourceIndicators ?? []).SelectMany(ScopeList.Parse)];
        Validation<NarrowedScopes> narrowed = resources.Narrow([.. request.Scopes], named);
        if (!narrowed.IsValid)
        {
            return new ResourceValidationResult { InvalidResourceIndicators = [.. named] };
        }

        return await base.ValidateRequestedResourcesAsync(
            new ResourceValidationRequest { Client = request.Client, Scopes = narrowed.Value.Scopes }, ct);
    }
}
