using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.PushedRequests;

/// <summary>Pushed authorization requests: each reference is good once, also under concurrency and over several issuers.</summary>
public interface IPushedRequestStore
{
    /// <summary>Keeps a request under its reference's hash.</summary>
    Task StoreAsync(TokenHash reference, PushedRequest request, CancellationToken cancellationToken);

    /// <summary>The request of a reference that is neither spent nor past its end; null otherwise. Changes nothing.</summary>
    Task<PushedRequest?> FindAsync(TokenHash reference, CancellationToken cancellationToken);

    /// <summary>
    /// Spends a reference and puts another one in its place, which <see cref="PushedRequest.IsContinued"/>. Of any
    /// number of parallel calls one is answered with true.
    /// </summary>
    Task<bool> ContinueAsync(TokenHash reference, TokenHash successor, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Spends a reference: the request is answered now. Of any number of parallel calls one is answered with true.</summary>
    Task<bool> TakeAsync(TokenHash reference, CancellationToken cancellationToken);
}
