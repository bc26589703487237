using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

/// <summary>What is wrong with whose tokens a client may exchange (RFC 8693).</summary>
internal static class ExchangeMistakes
{
    public static IEnumerable<string> Of(ClientEntry client, IReadOnlyCollection<ClientEntry> all)
    {
        bool mayExchange = client.GrantTypes.Contains(GrantTypes.TokenExchange);
        if (mayExchange && client.MayExchangeTokensOf.Count == 0)
        {
            yield return "token-exchange needs to know whose tokens; list clients in MayExchangeTokensOf.";
        }

        if (!mayExchange && client.MayExchangeTokensOf.Count > 0)
        {
            yield return $"MayExchangeTokensOf has no effect without the grant type {GrantTypes.TokenExchange}; add it or empty the list.";
        }

        if (mayExchange && client.SecretKey is null && client.Keys.Count == 0)
        {
            yield return "token-exchange needs a confidential client (RFC 8693 5); give it a SecretKey or Keys.";
        }

        if (mayExchange && client.RequiresConsent)
        {
            yield return "RequiresConsent and token-exchange exclude each other: there is nobody to ask; register a third party without one of them.";
        }

        foreach (string other in client.MayExchangeTokensOf.Where(other => !all.Any(entry => entry.ClientId == other)))
        {
            yield return $"MayExchangeTokensOf names '{other}', which is no registered client; correct or remove it.";
        }
    }
}
