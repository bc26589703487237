using System.Text;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>
/// Finds what a <c>request_uri</c> refers to, and spends it. The client's reference is good for one presentation:
/// it is spent by the answer, or by sending the person to a page. For that way it is replaced by a reference that
/// the client never saw and that waits as long as a person may take; the answer spends it in turn. So a slow login
/// breaks nothing, and of two authorizations at the same time one is answered.
/// </summary>
internal sealed class PushedRequestReader(IPushedRequestStore store, TimeProvider time)
{
    private static readonly string[] OwnParameters = [ParameterNames.LoginRequestedAt, ParameterNames.ConsentDenied];

    /// <summary>The parameters that a request stands for.</summary>
    public async Task<Validation<PresentedRequest>> ReadAsync(RequestParameters presented, CancellationToken cancellationToken)
    {
        if (presented[ParameterNames.RequestUri] is not string requestUri || !RequestReference.IsReference(requestUri))
        {
            return new PresentedRequest(presented, Reference: null, IsContinued: false);
        }

        // RFC 9126 2.2 and 4: only what was pushed here, by this client; nothing else of the query counts.
        if (!RequestReference.TryParse(requestUri, out OpaqueToken reference)
            || await store.FindAsync(reference.Hash(), cancellationToken) is not PushedRequest pushed
            || pushed.ClientId != presented[ParameterNames.ClientId])
        {
            return ProtocolErrors.InvalidRequestUri;
        }

        return new PresentedRequest(Parameters(presented, pushed), reference, pushed.IsContinued);
    }

    /// <summary>The request with the reference for the way over a page; an error where it was spent meanwhile.</summary>
    public async Task<Validation<PresentedRequest>> ContinueAsync(PresentedRequest request, CancellationToken cancellationToken)
    {
        if (request.Reference is not OpaqueToken reference || request.IsContinued)
        {
            return request;
        }

        OpaqueToken successor = OpaqueToken.Generate();
        DateTimeOffset end = time.GetUtcNow() + LoginRequirement.LongestLogin;
        return await store.ContinueAsync(reference.Hash(), successor.Hash(), end, cancellationToken)
            ? request with { Reference = successor, IsContinued = true }
            : ProtocolErrors.InvalidRequestUri;
    }

    /// <summary>Spends the reference for the answer; false where it was spent meanwhile.</summary>
    public async Task<bool> TakeAsync(PresentedRequest request, CancellationToken cancellationToken) =>
        request.Reference is not OpaqueToken reference || await store.TakeAsync(reference.Hash(), cancellationToken);

    // What this issuer itself adds on the way over its pages is not pushed: it stands in the query.
    private static RequestParameters Parameters(RequestParameters presented, PushedRequest pushed)
    {
        RequestParameters parameters = UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(pushed.Parameters))
            .With(ParameterNames.ClientId, pushed.ClientId);
        if (!pushed.IsContinued)
        {
            return parameters;
        }

        foreach (string name in OwnParameters)
        {
            parameters = presented[name] is string value ? parameters.With(name, value) : parameters;
        }

        return parameters;
    }
}
