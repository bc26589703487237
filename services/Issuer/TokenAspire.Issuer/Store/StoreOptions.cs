namespace TokenAspire.Issuer.Store;

/// <summary>How much at once this issuer asks of Postgres; section <c>Issuer:Store</c>.</summary>
internal sealed class StoreOptions
{
    public const string Section = "Issuer:Store";

    /// <summary>Connections of this issuer, where the connection string does not say; all issuers together must stay below Postgres's <c>max_connections</c>. Default: 32.</summary>
    public int MaxConnections { get; set; } = 32;

    /// <summary>Rotations under way at once; the rest of the connections stays for everything else. Default: 24.</summary>
    public int RotationsAtOnce { get; set; } = 24;

    /// <summary>Rotations that wait for their turn, each with its connection to the client. Default: 20000.</summary>
    public int WaitingRotations { get; set; } = 20_000;

    /// <summary>How long one waits before it is answered with 503 and <c>Retry-After</c>. Default: 10 seconds.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(10);
}
