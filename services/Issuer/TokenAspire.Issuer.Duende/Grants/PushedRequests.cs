using System.Collections.Specialized;
using System.Text;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>
/// Pushed authorization requests, kept as the other engine keeps them. Duende spends a reference without asking whether
/// it was there; so nothing is spent here, and <see cref="Interaction.AuthorizeResponses"/> does it, in one step.
/// </summary>
internal sealed class PushedRequests(IPushedRequestStore store, NarrowedParameters narrowed, AdmittedRequest admitted) : IPushedAuthorizationService
{
    public Task StoreAsync(DeserializedPushedAuthorizationRequest pushedAuthorizationRequest, CancellationToken ct)
    {
        Dictionary<string, string> pushed = pushedAuthorizationRequest.PushedParameters.AllKeys
            .OfType<string>()
            .ToDictionary(name => name, name => pushedAuthorizationRequest.PushedParameters[name]!, StringComparer.Ordinal);
        RequestParameters parameters = new(pushed, defect: null);
        if (admitted.ProofKey is string key)
        {
            parameters = parameters.With(ParameterNames.DpopKeyThumbprint, key);
        }

        PushedRequest request = new()
        {
            ClientId = admitted.Client!.ClientId,
            Parameters = LoginReturnUrl.Query(parameters).ToUriComponent().TrimStart('?'),
            ExpiresAt = new DateTimeOffset(DateTime.SpecifyKind(pushedAuthorizationRequest.ExpiresAtUtc, DateTimeKind.Utc)),
        };
        return store.StoreAsync(TokenHash.Of(pushedAuthorizationRequest.ReferenceValue), request, ct);
    }

    public Task ConsumeAsync(string referenceValue, CancellationToken ct) => Task.CompletedTask;

    public async Task<DeserializedPushedAuthorizationRequest?> GetPushedAuthorizationRequestAsync(string referenceValue, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(referenceValue, out OpaqueToken reference)
            || await store.FindAsync(reference.Hash(), ct) is not PushedRequest pushed)
        {
            return null;
        }

        // The other engine may have kept it, with the resources in it.
        RequestParameters kept = narrowed.Of(UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(pushed.Parameters)));
        NameValueCollection parameters = [];
        foreach ((string name, string value) in kept.With(ParameterNames.ClientId, pushed.ClientId).Values)
        {
            parameters.Add(name, value);
        }

        return new DeserializedPushedAuthorizationRequest
        {
            ReferenceValue = referenceValue, PushedParameters = parameters, ExpiresAtUtc = pushed.ExpiresAt.UtcDateTime,
        };
    }
}
