namespace TokenAspire.Topology.Benchmarks.Traffic;

/// <summary>What a user does, and which parts of the topology that takes.</summary>
internal sealed record Errand(string Name, int ExpectedStatus, params string[] Needs)
{
    /// <summary>Through gateway, orders, inventory and shipping, and back.</summary>
    public static readonly Errand Identity = new("identity", 200, "gateway", "orders", "inventory", "shipping");

    /// <summary>The same way, and something is written at each.</summary>
    public static readonly Errand Order = new("order", 201, "gateway", "orders", "inventory", "shipping");

    public static readonly Errand Items = new("items", 200, "gateway", "inventory");

    /// <summary>An order that there is not: orders itself says so.</summary>
    public static readonly Errand Find = new("find", 404, "gateway", "orders");

    public static readonly Errand Refresh = new("refresh", 200, "issuer", "postgres");

    /// <summary>A logout, the next call that is refused because of it, and another login.</summary>
    public static readonly Errand Revoke = new("revoke", 200, "issuer", "postgres", "revocations", "gateway", "inventory");

    /// <summary>What a user does instead who has no token: they have revoked it, and the login that was to follow did not succeed.</summary>
    public static readonly Errand LogIn = new("log_in", 200, "issuer", "postgres");

    /// <summary>Of a hundred and twenty-five: a hundred pass three services, twenty one, four refresh and one logs out.</summary>
    public static IReadOnlyList<Errand> Mix { get; } = Shuffle(
        [.. Enumerable.Repeat(Identity, 50), .. Enumerable.Repeat(Order, 50), .. Enumerable.Repeat(Items, 10), .. Enumerable.Repeat(Find, 10), .. Enumerable.Repeat(Refresh, 4), Revoke]);

    // Always the same order: one that is spread over the whole.
    private static Errand[] Shuffle(Errand[] errands) => [.. errands.Select((_, place) => errands[place * 52 % errands.Length])];
}

/// <summary>What came of an errand: an HTTP status, or 0 where there was no answer.</summary>
internal readonly record struct Outcome(Errand Errand, int Status)
{
    public bool IsExpected => Status == Errand.ExpectedStatus;
}
