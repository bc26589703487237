using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

namespace TokenAspire.Issuer.Protocol.Token.DeviceCode;

/// <summary>Decides whether the device may have its tokens, and if not yet, what it is told (RFC 8628 3.5).</summary>
internal sealed class DeviceCodeRequestValidator(
    IDeviceAuthorizationStore devices, IAuthorizationCodeStore codes, ISubjectProfiles profiles, RequestedResources resources)
{
    public async Task<Validation<AuthorizationCodeRequest>> ValidateAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (request.Parameters[ParameterNames.DeviceCode] is not string presented)
        {
            return ProtocolErrors.InvalidRequest.Because("device_code is required.");
        }

        if (!OpaqueToken.TryParse(presented, out OpaqueToken deviceCode))
        {
            return ProtocolErrors.InvalidGrant;
        }

        TokenHash code = deviceCode.Hash();
        return await devices.PollAsync(code, request.Client.ClientId, cancellationToken) switch
        {
            DevicePoll.Approved => await FindAsync(code, request, cancellationToken),
            DevicePoll.Pending => ProtocolErrors.AuthorizationPending,
            DevicePoll.SlowDown => ProtocolErrors.SlowDown,
            DevicePoll.Denied => ProtocolErrors.AccessDenied,
            DevicePoll.Expired => ProtocolErrors.ExpiredToken,
            _ => ProtocolErrors.InvalidGrant,
        };
    }

    private async Task<Validation<AuthorizationCodeRequest>> FindAsync(
        TokenHash code, TokenRequest request, CancellationToken cancellationToken)
    {
        if (await codes.FindAsync(code, cancellationToken) is not AuthorizationGrant grant)
        {
            return ProtocolErrors.InvalidGrant;
        }

        Validation<NarrowedScopes> scopes = resources.Narrow(grant.Scopes, RequestedResources.Of(request.Parameters));
        if (!scopes.IsValid)
        {
            return scopes.Error;
        }

        return await profiles.FindAsync(grant.SubjectId, cancellationToken) is SubjectProfile profile
            ? new AuthorizationCodeRequest(code, grant, profile, scopes.Value.Scopes)
            : ProtocolErrors.InvalidGrant;
    }
}
