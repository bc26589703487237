namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>What is made of a live session that turns up somewhere else; section <c>Suspicions</c>.</summary>
internal sealed class SuspicionOptions
{
    public const string Section = "Suspicions";

    /// <summary>How many sessions are remembered, 300 bytes each; twice as many for a while. Default: 50,000.</summary>
    public int RememberedSessions { get; set; } = 50_000;

    /// <summary>How long a session that is not used is remembered, at least. Default: 1 hour.</summary>
    public TimeSpan Memory { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The header in which the proxy in front tells the country; it counts from <c>ForwardedHeaders:KnownNetworks</c> alone,
    /// and the proxy has to overwrite what clients say. Default: none, countries are not compared.
    /// </summary>
    public string CountryHeader { get; set; } = "";

    /// <summary>
    /// Which of <c>other_device</c>, <c>other_network</c> and <c>other_country</c> end the session. It takes a client at the
    /// issuer that may (<c>tokens:admin</c>), in the section <c>ClientCredentials</c>. Default: none, they are counted.
    /// </summary>
    public IList<string> EndSessionOn { get; } = [];
}
