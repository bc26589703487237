using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

/// <summary>One step of a key: generated into a state, or moved to one.</summary>
/// <param name="KeyId">The key that moves; null for one that is to be generated.</param>
/// <param name="State">Where it is afterwards.</param>
internal sealed record KeyChange(string? KeyId, SigningKeyState State);

/// <summary>
/// Decides which keys of one algorithm are due to change. Announced, active, retiring, retired; never back. There is
/// always a key announced: whoever has fetched the JWKS document since knows the next key already, so that a change of
/// keys, on schedule or on demand, is noticed by nobody.
/// </summary>
/// <param name="SigningPeriod">How long a key signs.</param>
/// <param name="JwksCacheTime">How long a copy of the JWKS document may be old.</param>
/// <param name="LongestTokenLifetime">How long a signature can matter.</param>
internal sealed record KeySchedule(TimeSpan SigningPeriod, TimeSpan JwksCacheTime, TimeSpan LongestTokenLifetime)
{
    /// <summary>What is due now, in the order in which it must be done.</summary>
    public IEnumerable<KeyChange> Due(IReadOnlyCollection<StoredKey> keys, DateTimeOffset now)
    {
        StoredKey? active = keys.SingleOrDefault(key => key.State is SigningKeyState.Active);
        StoredKey? announced = keys.SingleOrDefault(key => key.State is SigningKeyState.Announced);
        if (active is null)
        {
            yield return new KeyChange(announced?.KeyId, SigningKeyState.Active);
            yield return new KeyChange(KeyId: null, SigningKeyState.Announced);
        }
        else if (announced is null)
        {
            yield return new KeyChange(KeyId: null, SigningKeyState.Announced);
        }
        else if (now >= active.StateSince + SigningPeriod && now >= announced.StateSince + JwksCacheTime)
        {
            foreach (KeyChange change in OnDemand(keys))
            {
                yield return change;
            }
        }

        foreach (StoredKey key in keys.Where(key => key.State is SigningKeyState.Retiring))
        {
            if (now >= key.StateSince + LongestTokenLifetime + JwksCacheTime)
            {
                yield return new KeyChange(key.KeyId, SigningKeyState.Retired);
            }
        }
    }

    /// <summary>
    /// A change of key at once, asked for by an operator. Whoever has not seen the announced key yet finds an unknown
    /// <c>kid</c> and fetches the JWKS document again; the old key stays published.
    /// </summary>
    public static IEnumerable<KeyChange> OnDemand(IReadOnlyCollection<StoredKey> keys)
    {
        if (keys.SingleOrDefault(key => key.State is SigningKeyState.Active) is { } active)
        {
            yield return new KeyChange(active.KeyId, SigningKeyState.Retiring);
        }

        StoredKey? announced = keys.SingleOrDefault(key => key.State is SigningKeyState.Announced);
        yield return new KeyChange(announced?.KeyId, SigningKeyState.Active);
        yield return new KeyChange(KeyId: null, SigningKeyState.Announced);
    }

    /// <summary>A compromised key goes at once, without the overlap; what it was for is another's from now on.</summary>
    public static IEnumerable<KeyChange> OnCompromise(IReadOnlyCollection<StoredKey> keys, string keyId)
    {
        StoredKey? compromised = keys.SingleOrDefault(key => key.KeyId == keyId);
        if (compromised is null or { State: SigningKeyState.Retired })
        {
            yield break;
        }

        yield return new KeyChange(keyId, SigningKeyState.Retired);
        if (compromised.State is SigningKeyState.Active)
        {
            StoredKey? announced = keys.SingleOrDefault(key => key.State is SigningKeyState.Announced);
            yield return new KeyChange(announced?.KeyId, SigningKeyState.Active);
        }

        if (compromised.State is SigningKeyState.Active or SigningKeyState.Announced)
        {
            yield return new KeyChange(KeyId: null, SigningKeyState.Announced);
        }
    }
}
