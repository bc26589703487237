namespace TokenAspire.Issuer.Contracts.Logout;

/// <summary>Makes logout tokens (OIDC Back-Channel Logout 1.0, 2.4).</summary>
public interface ILogoutTokens
{
    /// <summary>A logout token that is good for two minutes from now.</summary>
    string Write(LogoutNotice notice);
}

/// <summary>What a client is told: a session of its user has ended.</summary>
/// <param name="NoticeId">The <c>jti</c> claim, the same at each attempt to deliver it.</param>
/// <param name="ClientId">The <c>aud</c> claim.</param>
/// <param name="SubjectId">The <c>sub</c> claim.</param>
/// <param name="SessionId">The <c>sid</c> claim.</param>
public sealed record LogoutNotice(Guid NoticeId, string ClientId, string SubjectId, string SessionId);
