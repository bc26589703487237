using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Validation;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Duende.Subjects;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>
/// Device authorizations (RFC 8628). The person decides on the host's page and the gate has polled; approved, a device
/// code is spent like an authorization code, by <see cref="GrantSpending"/>.
/// </summary>
internal sealed class DeviceCodes(
    IDeviceAuthorizationStore devices, TokenIssuance issuance, IOptions<ProtocolEngineOptions> options) : IDeviceFlowCodeService, IDeviceCodeValidator
{
    public async Task<string> StoreDeviceAuthorizationAsync(string userCode, DeviceCode data, CancellationToken ct)
    {
        OpaqueToken deviceCode = OpaqueToken.Generate();
        DeviceAuthorization asked = new()
        {
            ClientId = data.ClientId,
            Scopes = [.. data.RequestedScopes],
            ExpiresAt = new DateTimeOffset(data.CreationTime, TimeSpan.Zero).AddSeconds(data.Lifetime),
        };
        // Free a moment ago. That another one took it since happens once in a long while, and then the device asks again.
        return await devices.TryStoreAsync(deviceCode.Hash(), UserCode.TryParse(userCode)!.Hash(), asked, options.Value.DevicePollInterval, ct)
            ? deviceCode.Reveal()
            : throw new InvalidOperationException("The user code is taken.");
    }

    public async Task<DeviceCode?> FindByUserCodeAsync(string userCode, CancellationToken ct) =>
        await devices.FindPendingAsync(UserCode.TryParse(userCode)!.Hash(), ct) is DeviceAuthorization pending
            ? new DeviceCode { ClientId = pending.ClientId, RequestedScopes = pending.Scopes }
            : null;

    public Task ValidateAsync(DeviceCodeValidationContext context, CancellationToken ct)
    {
        if (issuance.Code?.Grant is not AuthorizationGrant grant)
        {
            context.Result = new TokenRequestValidationResult(context.Request, "invalid_grant");
            return Task.CompletedTask;
        }

        context.Request.Subject = SubjectPrincipal.Of(grant.SubjectId, grant.SessionId, grant.AuthenticatedAt);
        context.Request.SessionId = grant.SessionId;
        context.Request.DeviceCode = new DeviceCode
        {
            ClientId = grant.ClientId,
            Subject = context.Request.Subject,
            SessionId = grant.SessionId,
            RequestedScopes = grant.Scopes,
            AuthorizedScopes = grant.Scopes,
            IsAuthorized = true,
            IsOpenId = grant.Scopes.Contains(IdentityScopes.OpenId, StringComparer.Ordinal),
        };
        context.Result = new TokenRequestValidationResult(context.Request);
        return Task.CompletedTask;
    }

    public Task<DeviceCode?> FindByDeviceCodeAsync(string deviceCode, CancellationToken ct) => throw NotAsked();

    public Task UpdateByUserCodeAsync(string userCode, DeviceCode data, CancellationToken ct) => throw NotAsked();

    public Task RemoveByDeviceCodeAsync(string deviceCode, CancellationToken ct) => throw NotAsked();

    private static NotSupportedException NotAsked() => new("The person decides on the host's page, and the grant is spent in one step.");
}
