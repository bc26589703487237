using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>
/// Takes resource indicators (RFC 8707) out of an authorization request. To name resources is to narrow the scopes, which
/// grants remember; Duende's own reading wants URIs alone, and takes them for the names of resources.
/// </summary>
internal sealed class NarrowedParameters(RequestedResources resources)
{
    /// <summary>The same request by its scopes alone.</summary>
    public RequestParameters Of(RequestParameters parameters)
    {
        Validation<NarrowedScopes> narrowed = resources.Narrow(
            ScopeList.Parse(parameters[ParameterNames.Scope] ?? ""), RequestedResources.Of(parameters));
        // Where the resources are wrong, the gate has refused or will.
        return parameters[ParameterNames.Resource] is null || !narrowed.IsValid
            ? parameters
            : new RequestParameters(
                parameters.Values.Where(parameter => parameter.Key != ParameterNames.Resource).ToDictionary(StringComparer.Ordinal),
                parameters.Defect).With(ParameterNames.Scope, ScopeList.Format(narrowed.Value.Scopes));
    }
}
