using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>
/// From the answer to <c>/connect/revocation</c> to the first 401 at the slowest of the four verifiers, the request that
/// gets it included, while a user goes on working. Of that time, at the slowest verifier, <c>refused_asked</c> went by before
/// the request was sent that was refused, nearly all of it with requests that were still accepted: the verifier did not
/// know yet. <c>refused_answer</c> is that request.
/// </summary>
internal static class RevocationBenchmark
{
    // Until the processes have compiled what is run often: it takes the cores from requests for tens of milliseconds.
    private const int WarmUps = 500;
    private const int Revocations = 200;

    // So that none comes near the issuer's limit of rotations.
    private const int Sessions = 7;

    private static readonly TimeSpan RevocationPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UserPause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync()
    {
        await using RunningTopology topology = await RunningTopology.StartAsync(static _ => { });
        Verifier[] verifiers = Verifier.All(topology);
        Verifier[] elsewhere = Verifier.All(topology);
        (UserAgent Browser, TokenResponse Tokens)[] sessions = new (UserAgent, TokenResponse)[Sessions];
        for (int i = 0; i < Sessions; i++)
        {
            UserAgent browser = topology.OpenBrowser();
            sessions[i] = (browser, await browser.LogInAsync("alice", topology.Password));
        }

        using CancellationTokenSource ended = new();
        Task user = WorkAsync(elsewhere[0], topology, ended.Token);
        List<Refusal> refusals = [];
        for (int i = 0; i < WarmUps + Revocations; i++)
        {
            await Task.Delay(RevocationPause, TimeProvider.System);
            (UserAgent browser, TokenResponse tokens) = sessions[i % Sessions];
            using HttpResponseMessage refreshed = await browser.RefreshAsync(tokens.RefreshToken!);
            tokens = await TokenEndpoint.ReadAsync(refreshed);
            sessions[i % Sessions] = (browser, tokens);
            Refusal slowest = await RevokeAsync(browser, verifiers, tokens.AccessToken);
            if (i >= WarmUps)
            {
                refusals.Add(slowest);
            }
        }

        await ended.CancelAsync();
        await user;
        Print("refused", refusals, static refusal => refusal.After);
        Print("refused_asked", refusals, static refusal => refusal.Asked);
        Print("refused_answer", refusals, static refusal => refusal.After - refusal.Asked);
        Figure.Print("refused_by_first_request", (double)refusals.Count(static refusal => refusal.Accepted == 0) / refusals.Count, "ratio");
        Array.ForEach([.. verifiers, .. elsewhere], static verifier => verifier.Dispose());
        Array.ForEach(sessions, static session => session.Browser.Dispose());
    }

    private static void Print(string name, List<Refusal> refusals, Func<Refusal, TimeSpan> phase)
    {
        double[] milliseconds = [.. refusals.Select(refusal => phase(refusal).TotalMilliseconds)];
        Figure.Print($"{name}_p50_ms", Figure.Percentile(milliseconds, 0.50), "ms");
        Figure.Print($"{name}_p99_ms", Figure.Percentile(milliseconds, 0.99), "ms");
    }

    private static async Task<Refusal> RevokeAsync(UserAgent browser, Verifier[] verifiers, string token)
    {
        // Accepted first: every verifier knows the token and remembers it.
        bool[] refused = await Task.WhenAll(verifiers.Select(verifier => verifier.RefusesAsync(token)));
        UnexpectedAnswerException.ThrowUnless(!refused.Contains(true), "A token was refused before it was revoked.");
        using HttpResponseMessage revoked = await browser.RevokeAsync(token);
        long answered = TimeProvider.System.GetTimestamp();
        await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.OK, revoked);
        Refusal[] refusals = await Task.WhenAll(verifiers.Select(verifier => AskUntilRefusedAsync(verifier, token, answered)));
        return refusals.MaxBy(static refusal => refusal.After)!;
    }

    private static async Task<Refusal> AskUntilRefusedAsync(Verifier verifier, string token, long answered)
    {
        for (int accepted = 0; ; accepted++)
        {
            TimeSpan asked = TimeProvider.System.GetElapsedTime(answered);
            if (await verifier.RefusesAsync(token))
            {
                return new Refusal(asked, TimeProvider.System.GetElapsedTime(answered), accepted);
            }
        }
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

    /// <summary>How one verifier came to refuse the token.</summary>
    /// <param name="Asked">How long after the answer to the revocation the request began that was refused.</param>
    /// <param name="After">How long after it that request was answered.</param>
    /// <param name="Accepted">How many requests were accepted before it.</param>
    private sealed record Refusal(TimeSpan Asked, TimeSpan After, int Accepted);
}
