using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Tests.Hosting;

/// <summary>
/// Everything behind the ports that needs a store, out of reach: what these tests ask must be
/// answered without it, and a question that gets here anyway fails with a 500. Nobody is logged in.
/// </summary>
internal sealed class OutOfReach :
    IAuthorizationCodeStore, IPushedRequestStore, IRefreshFamilyStore, ISuccessorDerivation, ISubjectProfiles, ISubjectAuthentication, IRevocationPublisher, IRevocationReplica,
    IOneTimeIdentifiers, IReferenceTokenStore, ILoginSessions, IStoreStatus, IRequestOrigins, ISessionTermination, IInteractionPages,
    IDeviceAuthorizationStore, IConsentStore, IExchangedTokenStore
{
    public ReplicaState State => throw Asked();

    /// <summary>It is said to be there, and then asked nothing.</summary>
    TimeSpan? IStoreStatus.RetryAfter => null;

    RequestOrigin IRequestOrigins.Read(HttpContext context) => RequestOrigin.Unknown;

    public Task<AuthenticatedSubject?> AuthenticateAsync(HttpContext context) => Task.FromResult<AuthenticatedSubject?>(null);

    public string LoginUrl(string returnUrl) => "/login?ReturnUrl=" + Uri.EscapeDataString(returnUrl);

    public string LoggedOutUrl => "/logged-out";

    public string ConsentUrl(string returnUrl) => "/consent?returnUrl=" + Uri.EscapeDataString(returnUrl);

    Task<Consent?> IConsentStore.FindAsync(string subjectId, string clientId, CancellationToken cancellationToken) => throw Asked();

    public string DeviceUrl(UserCode? userCode) => "/device";

    public Task<bool> TryStoreAsync(
        TokenHash deviceCode, TokenHash userCode, Contracts.DeviceAuthorizations.DeviceAuthorization authorization, TimeSpan pollInterval, CancellationToken cancellationToken) => throw Asked();

    public Task<Contracts.DeviceAuthorizations.DeviceAuthorization?> FindPendingAsync(TokenHash userCode, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> ApproveAsync(TokenHash userCode, AuthenticatedSubject subject, bool asConsent, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> DenyAsync(TokenHash userCode, CancellationToken cancellationToken) => throw Asked();

    public Task<DevicePoll> PollAsync(TokenHash deviceCode, string clientId, CancellationToken cancellationToken) => throw Asked();

    public string LogoutUrl(string returnUrl) => "/logout?returnUrl=" + Uri.EscapeDataString(returnUrl);

    public Task EndAsync(HttpContext context, string sessionId, string actor, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> StoreAsync(TokenHash code, AuthorizationGrant grant, CancellationToken cancellationToken) => throw Asked();

    Task<AuthorizationGrant?> IAuthorizationCodeStore.FindAsync(TokenHash code, CancellationToken cancellationToken) => throw Asked();

    public Task<CodeRedemption> RedeemAsync(TokenHash code, NewRefreshFamily family, CancellationToken cancellationToken) => throw Asked();

    Task IPushedRequestStore.StoreAsync(TokenHash reference, PushedRequest request, CancellationToken cancellationToken) => throw Asked();

    Task<PushedRequest?> IPushedRequestStore.FindAsync(TokenHash reference, CancellationToken cancellationToken) => throw Asked();

    Task<bool> IPushedRequestStore.ContinueAsync(TokenHash reference, TokenHash successor, DateTimeOffset expiresAt, CancellationToken cancellationToken) => throw Asked();

    Task<bool> IPushedRequestStore.TakeAsync(TokenHash reference, CancellationToken cancellationToken) => throw Asked();

    public Task<RotationResult> RotateAsync(RotationRequest request, CancellationToken cancellationToken) => throw Asked();

    public Task<LiveRefreshToken?> FindLiveAsync(TokenHash token, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> RevokeAsync(TokenHash token, string clientId, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> TryUseAsync(TokenHash identifier, DateTimeOffset expiresAt, CancellationToken cancellationToken) => throw Asked();

    public Task StoreAsync(TokenHash token, string claims, DateTimeOffset expiresAt, CancellationToken cancellationToken) => throw Asked();

    Task<string?> IReferenceTokenStore.FindAsync(TokenHash token, CancellationToken cancellationToken) => throw Asked();

    public Task<bool> IsOpenAsync(string sessionId, CancellationToken cancellationToken) => throw Asked();

    public OpaqueToken SuccessorOf(OpaqueToken predecessor) => throw Asked();

    public OpaqueToken? SuccessorOf(OpaqueToken predecessor, TokenHash stored) => throw Asked();

    public Task<bool> TryNoteAsync(ExchangedToken exchanged, CancellationToken cancellationToken) => throw Asked();

    Task<SubjectProfile?> ISubjectProfiles.FindAsync(string subjectId, CancellationToken cancellationToken) => throw Asked();

    public Task<PublicationOutcome> RevokeAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct) => throw Asked();

    public Task<PublicationOutcome> PublishPendingAsync(CancellationToken ct) => throw Asked();

    public RevocationVerdict Check(in TokenIdentity token) => throw Asked();

    public ValueTask<ReplicaState> CatchUpAsync(TimeSpan maximumAge, CancellationToken ct) => throw Asked();

    private static InvalidOperationException Asked() => new("A store was asked.");
}
