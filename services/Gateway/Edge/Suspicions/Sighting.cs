namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>Where one session has been seen: the last few places, so that a phone between two networks is noted once. Immutable.</summary>
internal sealed class Sighting
{
    private const int Most = 8;

    private readonly Place[] _places;

    private Sighting(Place[] places) => _places = places;

    public Sighting(Place place)
        : this([place])
    {
    }

    public bool Has(in Place place)
    {
        foreach (ref readonly Place known in _places.AsSpan())
        {
            if (known == place)
            {
                return true;
            }
        }

        return false;
    }

    public Sighting With(Place place) => new([.. _places.TakeLast(Most - 1), place]);

    /// <summary>Whether the place is in this respect unlike every other.</summary>
    public bool IsOther(SuspicionKind kind, Place place) => kind switch
    {
        SuspicionKind.OtherDevice => Array.TrueForAll(_places, known => known.Device != place.Device),
        SuspicionKind.OtherNetwork => place.Network != 0 && Array.TrueForAll(_places, known => known.Network != place.Network),
        _ => place.Country != 0 && Array.TrueForAll(_places, known => known.Country != place.Country),
    };
}
