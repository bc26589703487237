namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>In what a session differs from itself.</summary>
public enum SuspicionKind
{
    /// <summary>Another family of user agents, or another DPoP key.</summary>
    OtherDevice,

    /// <summary>Another /24, in IPv6 another /48.</summary>
    OtherNetwork,

    /// <summary>Another country, as the proxy in front says.</summary>
    OtherCountry,
}

internal static class SuspicionKinds
{
    public static readonly SuspicionKind[] All = Enum.GetValues<SuspicionKind>();

    public static string ToWire(this SuspicionKind kind) => kind switch
    {
        SuspicionKind.OtherDevice => "other_device",
        SuspicionKind.OtherNetwork => "other_network",
        _ => "other_country",
    };

    public static SuspicionKind? Parse(string wire)
    {
        foreach (SuspicionKind kind in All)
        {
            if (kind.ToWire() == wire)
            {
                return kind;
            }
        }

        return null;
    }
}
