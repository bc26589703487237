using System.Net;
using System.Net.Sockets;
using System.Text;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

public abstract class RefusalTests(RevocationStore store)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string token = issuer.CreateToken();
        Uri address = resource.Client.BaseAddress!;

        using TcpClient connection = new();
        await connection.ConnectAsync(address.Host, address.Port, Ct);
        string request = $"GET /orders HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using StreamReader reader = new(connection.GetStream());
        string response = await reader.ReadToEndAsync(Ct);

        Assert.StartsWith("HTTP/1.1 401", response, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"malformed\"", response, StringComparison.Ordinal);
        Assert.Equal(1, resource.Measurements.Refusals("malformed"));
    }

    [Theory]
    [InlineData(RevocationKind.Token, "revoked_token")]
    [InlineData(RevocationKind.Session, "revoked_session")]
    [InlineData(RevocationKind.Subject, "revoked_subject")]
    [InlineData(RevocationKind.Client, "revoked_client")]
    public async Task A_revoked_token_is_refused_with_what_was_revoked(RevocationKind kind, string reason)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string value = $"{kind}-{Guid.NewGuid()}";
        string token = issuer.CreateToken(payload => payload[kind.ToWire()] = value);
        string bystander = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", token)).Status);

        await store.RevokeAsync(kind, value);
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", token)).Status == HttpStatusCode.Unauthorized);

        Answer answer = await resource.GetAsync("/orders", token);
        Assert.Equal(reason, answer.Reason);
        Assert.True(resource.Measurements.Refusals(reason) >= 2);
        Assert.True(resource.Measurements.Count($"tokenaspire.revocation.hits{{kind={kind.ToWire()}}}") >= 2);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", bystander)).Status);
    }

    [Fact]
    public void Every_reason_has_the_name_of_the_contract()
    {
        string[] contract =
        [
            "malformed", "too_large", "unsupported_type", "unsupported_algorithm", "unsupported_header", "unknown_key",
            "keys_unavailable", "bad_signature", "wrong_issuer", "wrong_audience", "expired", "not_yet_valid", "missing_claim",
            "revoked_token", "revoked_session", "revoked_subject", "revoked_client", "revocation_unavailable",
            "proof_invalid", "proof_replayed", "proof_missing",
        ];

        Assert.Equal(contract, Enum.GetValues<RefusalReason>().Select(reason => reason.ToWire()), StringComparer.Ordinal);
    }
}

public sealed class RefusalInTheFastLane(RevocationStore store) : RefusalTests(store.With(fastLane: true));

public sealed class RefusalWithoutTheFastLane(RevocationStore store) : RefusalTests(store.With(fastLane: false));
