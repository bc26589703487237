using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.Discovery;

/// <summary>Serves the issuer's metadata, under the address of OpenID Connect and under that of RFC 8414.</summary>
internal sealed class DiscoveryEndpoint(IssuerIdentity issuer, IRegistrations registrations, IOptions<ProtocolEngineOptions> options)
{
    public Task<IResult> HandleAsync(HttpContext context)
    {
        // Built anew each time, since registrations may change; it costs microseconds and is cached by its readers.
        ReadOnlyMemory<byte> document = DiscoveryDocument.Build(issuer, registrations);
        string entityTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(document.Span))}\"";
        return Task.FromResult<IResult>(new CacheableJsonResult(document, entityTag, options.Value.MetadataMaxAge));
    }
}
