using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

/// <summary>An issuer that is killed in the middle of its work, and the clients that come back to the next one.</summary>
public sealed class CrashTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const int Clients = 20;
    private const int RotationsOfEach = 50;

    private static readonly Dictionary<string, string> LongGrace = new(StringComparer.Ordinal)
    {
        // The next issuer has to be up by then, on a busy machine too.
        ["Issuer:RefreshRotation:GraceWindow"] = "00:01:00",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killing_the_issuer_in_the_middle_of_a_thousand_rotations_loses_no_session()
    {
        (Grant Grant, OpaqueToken First)[] sessions = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            Grant grant = await Grant.StartAsync(host);
            return (grant, await grant.StartFamilyAsync());
        }));
        await using IssuerProcess first = await IssuerProcess.StartAsync(host, LongGrace);
        TaskCompletionSource<IssuerProcess> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int done = 0;
        int lost = 0;

        Task<string>[] clients = [.. sessions.Select(session => Task.Run(async () =>
        {
            IssuerProcess issuer = first;
            string token = session.First.Reveal();
            for (int rotation = 0; rotation < RotationsOfEach; rotation++)
            {
                // Whatever a client does not hear it asks again, with the token that it has.
                string? successor = await RefreshAsync(issuer, token);
                if (successor is null)
                {
                    Interlocked.Increment(ref lost);
                    issuer = await next.Task;
                    successor = await RefreshAsync(issuer, token);
                }

                token = successor ?? throw new InvalidOperationException("The retry was not answered either.");
                if (Interlocked.Increment(ref done) == Clients * RotationsOfEach / 2)
                {
                    first.Kill();
                    killed.SetResult();
                }
            }

            return token;
        }))];

        await await Task.WhenAny(killed.Task, Task.WhenAll(clients));
        await using IssuerProcess second = await IssuerProcess.StartAsync(host, LongGrace);
        next.SetResult(second);
        string[] last = await Task.WhenAll(clients);

        Assert.InRange(lost, 1, Clients);
        Assert.Equal(Clients, last.Distinct(StringComparer.Ordinal).Count());
        foreach ((Grant grant, _) in sessions)
        {
            Assert.False(await grant.IsSessionEndedAsync());
            Assert.Equal(
                RotationsOfEach + 1,
                (await host.QueryAsync<int>("select generation from refresh_tokens join refresh_families using (family_id) where session_id = $1", grant.SessionId)).Count);
        }
    }

    // Null where the connection broke: the answer is lost, and whether it rotated is not known.
    private static async Task<string?> RefreshAsync(IssuerProcess issuer, string token)
    {
        try
        {
            using FormUrlEncodedContent form = new([new("grant_type", "refresh_token"), new("client_id", "cli"), new("refresh_token", token)]);
            using HttpResponseMessage response = await issuer.Http.PostAsync("/connect/token", form, Cancel);
            JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            return body.TryGetProperty("refresh_token", out JsonElement successor)
                ? successor.GetString()
                : throw new InvalidOperationException($"A refresh was answered with {response.StatusCode}, {body}.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
