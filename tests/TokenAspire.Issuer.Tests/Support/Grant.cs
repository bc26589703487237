using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>A person with a login session, and what clients do in its name.</summary>
internal sealed class Grant
{
    public static readonly string[] Scopes = ["openid", "offline_access", "orders:read", "orders:write"];

    private readonly IssuerHost _host;

    private Grant(IssuerHost host, Guid subjectId, Guid sessionId) => (_host, SubjectId, SessionId) = (host, subjectId, sessionId);

    public Guid SubjectId { get; }

    public Guid SessionId { get; }

    public static async Task<Guid> CreateSubjectAsync(IssuerHost host, string? password = null)
    {
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        Account account = new() { Id = Guid.NewGuid(), UserName = "p" + Guid.NewGuid().ToString("N"), DisplayName = "P", TenantId = "acme" };
        IdentityResult result = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>()
            .CreateAsync(account, password ?? IssuerHost.DevelopmentPassword);
        Assert.True(result.Succeeded);
        return account.Id;
    }

    public static async Task<Grant> StartAsync(IssuerHost host) => await StartAsync(host, await CreateSubjectAsync(host));

    public static async Task<Grant> StartAsync(IssuerHost host, Guid subjectId) => new(
        host, subjectId,
        await host.Get<PostgresLoginSessions>().StartAsync(subjectId, "test", "127.0.0.1", TestContext.Current.CancellationToken));

    public IssuedAccessToken NewAccessToken()
    {
        DateTimeOffset now = _host.Time.GetUtcNow();
        return new IssuedAccessToken(Guid.CreateVersion7(now), now, now + TimeSpan.FromMinutes(5));
    }

    public async Task<OpaqueToken> StoreCodeAsync(string clientId = "cli")
    {
        OpaqueToken code = OpaqueToken.Generate();
        DateTimeOffset now = _host.Time.GetUtcNow();
        AuthorizationGrant grant = new()
        {
            ClientId = clientId,
            SubjectId = SubjectId.ToString(),
            SessionId = SessionId.ToString(),
            AuthenticatedAt = now,
            Scopes = Scopes,
            RedirectUri = "http://127.0.0.1/callback",
            CodeChallenge = "challenge",
            Nonce = "nonce",
            ExpiresAt = now + TimeSpan.FromSeconds(60),
        };
        Assert.True(await _host.Get<IAuthorizationCodeStore>().StoreAsync(code.Hash(), grant, TestContext.Current.CancellationToken));
        return code;
    }

    public NewRefreshFamily NewFamily(OpaqueToken? token, string? deviceId = null, IssuedAccessToken? accessToken = null) => new()
    {
        ExpiresAt = _host.Time.GetUtcNow() + TimeSpan.FromDays(30),
        RefreshToken = token?.Hash(),
        RefreshTokenExpiresAt = _host.Time.GetUtcNow() + TimeSpan.FromDays(14),
        AccessToken = accessToken ?? NewAccessToken(),
        DeviceId = deviceId,
    };

    public Task<CodeRedemption> RedeemAsync(OpaqueToken code, NewRefreshFamily family, IssuerHost? replica = null) =>
        (replica ?? _host).Get<IAuthorizationCodeStore>().RedeemAsync(code.Hash(), family, TestContext.Current.CancellationToken);

    /// <summary>A family's first refresh token.</summary>
    public async Task<OpaqueToken> StartFamilyAsync(string clientId = "cli", string? deviceId = null, IssuedAccessToken? accessToken = null)
    {
        OpaqueToken token = OpaqueToken.Generate();
        Assert.Equal(CodeRedemption.Redeemed, await RedeemAsync(await StoreCodeAsync(clientId), NewFamily(token, deviceId, accessToken)));
        return token;
    }

    public OpaqueToken SuccessorOf(OpaqueToken token) => _host.Get<ISuccessorDerivation>().SuccessorOf(token);

    public Task<RotationResult> RotateAsync(
        OpaqueToken token, string clientId = "cli", string? deviceId = null, IReadOnlyList<string>? scopes = null, TimeSpan? lifetime = null,
        RequestOrigin? origin = null, IssuerHost? replica = null) =>
        (replica ?? _host).Get<IRefreshFamilyStore>().RotateAsync(
            new RotationRequest
            {
                Presented = token.Hash(),
                ClientId = clientId,
                DeviceId = deviceId,
                RequestedScopes = scopes,
                Successor = SuccessorOf(token).Hash(),
                SuccessorLifetime = lifetime ?? TimeSpan.FromDays(14),
                AccessToken = NewAccessToken(),
                Origin = origin ?? RequestOrigin.Unknown,
            },
            TestContext.Current.CancellationToken);

    /// <summary>What the journal says about a claim's value: the kinds under which it is revoked.</summary>
    public Task<List<string>> JournalAsync(object value) =>
        _host.QueryAsync<string>("select kind from revocation_journal where value = $1", value.ToString()!);

    public async Task<bool> IsSessionEndedAsync() =>
        (await _host.QueryAsync<bool>("select ended_at is not null from sessions where session_id = $1", SessionId)).Single();
}
