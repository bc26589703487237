using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.DeviceAuthorizations;

/// <summary>Device authorizations (RFC 8628), from the device's request to the person's decision; every verb is one transaction.</summary>
public interface IDeviceAuthorizationStore
{
    /// <summary>Keeps a request under the hashes of its codes; false where the user code is taken, so that another one is drawn.</summary>
    Task<bool> TryStoreAsync(
        TokenHash deviceCode, TokenHash userCode, DeviceAuthorization authorization, TimeSpan pollInterval, CancellationToken cancellationToken);

    /// <summary>What waits for a decision under a user code; null where nothing does.</summary>
    Task<DeviceAuthorization?> FindPendingAsync(TokenHash userCode, CancellationToken cancellationToken);

    /// <summary>
    /// Approves; false where nothing waits (any more). From then on the device code is found in
    /// <see cref="Grants.IAuthorizationCodeStore"/>, whose single use and revocation hold for it too.
    /// </summary>
    /// <param name="userCode">What the person typed.</param>
    /// <param name="subject">The person.</param>
    /// <param name="asConsent">Whether it is remembered as a consent, so that the person can withdraw it.</param>
    /// <param name="cancellationToken">Cancels the approval.</param>
    Task<bool> ApproveAsync(TokenHash userCode, AuthenticatedSubject subject, bool asConsent, CancellationToken cancellationToken);

    /// <summary>Refuses; false where nothing waits (any more).</summary>
    Task<bool> DenyAsync(TokenHash userCode, CancellationToken cancellationToken);

    /// <summary>Where it stands for the device that asks, and when it asked.</summary>
    Task<DevicePoll> PollAsync(TokenHash deviceCode, string clientId, CancellationToken cancellationToken);
}
