using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>
/// From the answer to <c>/connect/revocation</c> to the first 401 at the slowest of the four verifiers, the request that
/// gets it included, while a user goes on working.
/// </summary>
internal static class RevocationBenchmark
{
    private const int WarmUps = 100;
    private const int Revocations = 200;
    private static readonly TimeSpan UserPause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync()
    {
        await using RunningTopology topology = await RunningTopology.StartAsync(static _ => { });
        Verifier[] verifiers = Verifier.All(topology);
        Verifier[] elsewhere = Verifier.All(topology);
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse tokens = await browser.LogInAsync("alice", topology.Password);
        using CancellationTokenSource ended = new();
        Task user = WorkAsync(elsewhere[0], topology, ended.Token);
        List<double> refusedAfter = [];
        for (int i = 0; i < WarmUps + Revocations; i++)
        {
            using HttpResponseMessage refreshed = await browser.RefreshAsync(tokens.RefreshToken!);
            tokens = await TokenEndpoint.ReadAsync(refreshed);
            TimeSpan slowest = await RevokeAsync(browser, verifiers, tokens.AccessToken);
            if (i >= WarmUps)
            {
                refusedAfter.Add(slowest.TotalMilliseconds);
            }
        }

        await ended.CancelAsync();
        await user;
        Figure.Print("refused_p50_ms", Figure.Percentile(refusedAfter, 0.50), "ms");
        Figure.Print("refused_p99_ms", Figure.Percentile(refusedAfter, 0.99), "ms");
        Array.ForEach([.. verifiers, .. elsewhere], static verifier => verifier.Dispose());
    }

    private static async Task<TimeSpan> RevokeAsync(UserAgent browser, Verifier[] verifiers, string token)
    {
        // Accepted first: every verifier knows the token and remembers it.
        bool[] refused = await Task.WhenAll(verifiers.Select(verifier => verifier.RefusesAsync(token)));
        UnexpectedAnswerException.ThrowUnless(!refused.Contains(true), "A token was refused before it was revoked.");
        using HttpResponseMessage revoked = await browser.RevokeAsync(token);
        long answered = TimeProvider.System.GetTimestamp();
        await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.OK, revoked);
        TimeSpan[] times = await Task.WhenAll(verifiers.Select(async verifier =>
        {
            while (!await verifier.RefusesAsync(token))
            {
            }

            return TimeProvider.System.GetElapsedTime(answered);
        }));
        return times.Max();
    }

    // Another user's requests, twenty a second, over a connection of their own: light load.
    private static async Task WorkAsync(Verifier gateway, RunningTopology topology, CancellationToken ended)
    {
        TokenResponse bob = await topology.LogInAsync("bob");
        using PeriodicTimer timer = new(UserPause);
        while (!ended.IsCancellationRequested)
        {
            bool refused = await gateway.RefusesAsync(bob.AccessToken);
            UnexpectedAnswerException.ThrowUnless(!refused, "A token that nobody revoked was refused.");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
