using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Registrations;

/// <summary>What is wrong with the keys that a client is registered with.</summary>
internal static class ClientKeyMistakes
{
    public static IEnumerable<string> Of(ClientEntry client)
    {
        foreach (Dictionary<string, string> members in client.Keys)
        {
            string name = members.GetValueOrDefault("kid") is { } keyId ? $"key '{keyId}'" : "its key without a kid";
            if (PublicJwk.PrivateMembers.FirstOrDefault(members.ContainsKey) is { } member)
            {
                yield return $"{name} has the private member '{member}'; register the public key alone, and replace this one, which has been seen.";
            }
            else if (!PublicJwk.TryRead(members, out PublicJwk? key))
            {
                yield return $"{name} is not usable; register a public JWK for signatures: EC P-256 (ES256), or RSA of 2048 to 4096 bits (RS256, PS256).";
            }
            else if (key is { IsRsa: true, Algorithm: null })
            {
                // RFC 8725 3.1: a key is good for one algorithm.
                yield return $"{name} is an RSA key without alg; add \"alg\": \"RS256\" or \"PS256\".";
            }
        }

        string?[] keyIds = [.. client.Keys.Select(members => members.GetValueOrDefault("kid"))];
        if (keyIds.Length > 1 && (keyIds.Contains(null) || keyIds.Distinct(StringComparer.Ordinal).Count() < keyIds.Length))
        {
            yield return "several Keys need a kid each, all different; an assertion names the one that signed it.";
        }
    }
}
