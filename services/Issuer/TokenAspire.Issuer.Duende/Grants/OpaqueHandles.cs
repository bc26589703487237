using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>Duende's handles are this project's opaque tokens: 256 bits, looked up by their hash.</summary>
internal sealed class OpaqueHandles : IHandleGenerationService
{
    public Task<string> GenerateAsync(CancellationToken ct, int length = 32) => Task.FromResult(OpaqueToken.Generate().Reveal());
}
