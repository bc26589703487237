using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.ResourceIndicators;

/// <summary>
/// Narrows a token to the API resources that its client names (RFC 8707 2). Each scope is of one resource and the
/// audience follows from the scopes, so to narrow the scopes is to narrow the audience, and a grant that keeps its
/// scopes remembers what was asked.
/// </summary>
internal sealed class RequestedResources(IRegistrations registrations)
{
    /// <summary>The resources that a request names by <c>resource</c>; none where it does not.</summary>
    public static IReadOnlyList<string> Of(RequestParameters parameters) => ScopeList.Parse(parameters[ParameterNames.Resource] ?? "");

    /// <summary>
    /// The scopes of the named resources, and those of identity, which are of no resource; all of them where none is named.
    /// <c>invalid_target</c> where a resource is unknown, or nothing for it is among the scopes.
    /// </summary>
    public Validation<NarrowedScopes> Narrow(IReadOnlyList<string> scopes, IReadOnlyList<string> named)
    {
        if (named.Count == 0)
        {
            return new NarrowedScopes(scopes);
        }

        List<ApiResource> resources = [];
        foreach (string identifier in named)
        {
            if (registrations.FindResource(identifier) is not ApiResource resource || !scopes.Any(resource.Scopes.Contains))
            {
                return ProtocolErrors.InvalidTarget;
            }

            resources.Add(resource);
        }

        return new NarrowedScopes([.. scopes.Where(scope =>
            registrations.FindResourceOfScope(scope) is not ApiResource resource || resources.Contains(resource))]);
    }
}

/// <summary>What is left of the scopes, in their order.</summary>
internal sealed record NarrowedScopes(IReadOnlyList<string> Scopes);
