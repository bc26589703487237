using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>Draws the two codes of a device authorization and keeps what they stand for.</summary>
internal sealed class DeviceAuthorizationResponseGenerator(
    IDeviceAuthorizationStore store, IssuerIdentity issuer, IInteractionPages pages, IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    public async Task<DeviceAuthorizationResult> GenerateAsync(DeviceAuthorizationRequest request, CancellationToken cancellationToken)
    {
        OpaqueToken deviceCode = OpaqueToken.Generate();
        Contracts.DeviceAuthorizations.DeviceAuthorization asked = new()
        {
            ClientId = request.Client.ClientId,
            Scopes = request.Scopes,
            ExpiresAt = time.GetUtcNow() + options.Value.DeviceCodeLifetime,
        };

        // 34 bits: two codes at a time are the same once in a long while, and then another one is drawn.
        UserCode userCode;
        do
        {
            userCode = UserCode.Generate();
        }
        while (!await store.TryStoreAsync(deviceCode.Hash(), userCode.Hash(), asked, options.Value.DevicePollInterval, cancellationToken));

        return new DeviceAuthorizationResult
        {
            DeviceCode = deviceCode,
            UserCode = userCode,
            VerificationUri = issuer.Url(pages.DeviceUrl(userCode: null)),
            CompleteVerificationUri = issuer.Url(pages.DeviceUrl(userCode)),
            Lifetime = options.Value.DeviceCodeLifetime,
            PollInterval = options.Value.DevicePollInterval,
        };
    }
}
