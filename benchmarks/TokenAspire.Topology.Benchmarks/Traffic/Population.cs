using System.Collections.Concurrent;
using Npgsql;
using TokenAspire.Load;
using TokenAspire.TestTopology;

namespace TokenAspire.Topology.Benchmarks.Traffic;

/// <summary>
/// The users of a topology. Ten thousand passwords would be hashed for minutes, which is not what is measured: their
/// logins are seeded in the issuer's database as refresh families of the gateway's client, each of a person and a session
/// of its own, and their tokens are the issuer's own answers to refreshing them.
/// </summary>
internal sealed class Population : IAsyncDisposable
{
    private const string ClientId = "gateway-bff";
    private const int AtATime = 32;

    private static readonly TimeSpan WarmUpStep = TimeSpan.FromSeconds(12);
    private static readonly double[] WarmUps = [0.05, 0.2, 0.4, 0.6, 0.8, 1, 1];

    private static readonly string[] Scopes = ["openid", "profile", "offline_access", "orders:read", "orders:write", "inventory:read", "inventory:write", "shipping:write"];

    private readonly ConcurrentQueue<SimulatedUser> _refreshDue;
    private readonly SimulatedUser[] _users;
    private readonly IssuerDoor _issuer;

    // Over all loops: if each began anew, the users whose turn is last might not be heard of before the measured one.
    private int _errands;

    private Population(IssuerDoor issuer, SimulatedUser[] users)
    {
        _issuer = issuer;
        _users = users;
        _refreshDue = new ConcurrentQueue<SimulatedUser>(users);
    }

    /// <summary>Tokens of half an hour: how long ten thousand users take to be made is not measured.</summary>
    public static void Prepare(IResourceBuilder<ProjectResource> service)
    {
        if (service.Resource.Name == "issuer")
        {
            service.WithEnvironment("Registrations__Clients__0__AccessTokenLifetime", "00:30:00");
        }
    }

    /// <param name="topology">What they use.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="logins">How often one of them may log in again.</param>
    public static async Task<Population> CreateAsync(RunningTopology topology, int count, int logins)
    {
        await using NpgsqlDataSource store = NpgsqlDataSource.Create((await topology.App.GetConnectionStringAsync("tokenstore"))!);
        ConcurrentQueue<string> seeded = new(await SeededFamilies.CreateAsync(store, count + logins, ClientId, Scopes));
        IssuerDoor issuer = new(topology.Issuer.Port, ClientId, topology.Secrets["gateway-bff-secret"]);
        int gateway = topology.App.GetEndpoint("gateway", "https").Port;
        SimulatedUser[] users = new SimulatedUser[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (index, _) =>
        {
            (int status, Tokens? tokens) = await issuer.RefreshAsync(NextLogin());
            users[index] = new SimulatedUser(gateway, issuer, tokens ?? throw new InvalidOperationException($"A first refresh was answered with {status}."), NextLogin);
        });

        // Afterwards: the gateway closes connections that are idle for two minutes, and the first would be.
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, static async (user, _) => await user.ConnectAsync());
        return new Population(issuer, users);

        string NextLogin() => seeded.TryDequeue(out string? login) ? login : throw new InvalidOperationException("There are no more logins.");
    }

    /// <summary>More and more traffic until it is all of it: what is compiled on the way is not to be waited for by a crowd.</summary>
    public async Task WarmUpAsync(double perSecond)
    {
        foreach (double share in WarmUps)
        {
            await new OpenLoop(TimeProvider.System).RunAsync(share * perSecond, WarmUpStep, RunAsync);
        }
    }

    /// <summary>How many requests that is.</summary>
    public static int WarmUpRequests(double perSecond) => (int)(perSecond * WarmUpStep.TotalSeconds * WarmUps.Sum());

    /// <summary>The next errand, by whose turn it is; refreshes by whoever has waited longest for one.</summary>
    public async Task<Outcome> RunAsync()
    {
        int number = Interlocked.Increment(ref _errands) - 1;

        // Each round over all users begins elsewhere in the mix, so that nobody always does the same.
        Errand errand = Errand.Mix[(number + (number / _users.Length * 37)) % Errand.Mix.Count];
        if (errand == Errand.Refresh && _refreshDue.TryDequeue(out SimulatedUser? due))
        {
            Outcome refreshed = await due.RunAsync(errand);
            _refreshDue.Enqueue(due);
            return refreshed;
        }

        return await _users[number % _users.Length].RunAsync(errand);
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(_users, user => user.Disconnect());
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }
}
