using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>User codes as people type them: <c>BCDF-GHJK</c>.</summary>
internal sealed class UserCodes : IUserCodeGenerator
{
    /// <summary>What the options name this generator by.</summary>
    public const string Type = "Letters";

    public string UserCodeType => Type;

    public int RetryLimit => 5;

    public Task<string> GenerateAsync(CancellationToken ct) => Task.FromResult(UserCode.Generate().Display());
}
