using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Discovery;

namespace TokenAspire.Issuer.Protocol.Jwks;

/// <summary>Serves the JWKS document; it is built once per version of the ring.</summary>
internal sealed class JwksEndpoint(ISigningKeyRing ring, IOptions<ProtocolEngineOptions> options)
{
    private volatile JwksDocument? _document;

    public Task<IResult> HandleAsync(HttpContext context)
    {
        JwksDocument? document = _document;
        if (document is null || document.Version != ring.Version)
        {
            _document = document = JwksDocument.Build(ring);
        }

        return Task.FromResult<IResult>(new CacheableJsonResult(document.Body, document.EntityTag, options.Value.MetadataMaxAge));
    }
}
