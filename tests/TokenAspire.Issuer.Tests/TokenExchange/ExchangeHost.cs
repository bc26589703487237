using System.Text.Json;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.TokenExchange;

/// <summary>An issuer with two clients more: the first exchanges tokens of cli, the second those of both of them.</summary>
public sealed class ExchangeHost : IssuerHost
{
    /// <summary>RFC 8693 3.</summary>
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    public const string First = "exchanger";
    public const string Second = "second-exchanger";

    public ExchangeHost(Stores stores)
        : base(stores)
    {
        Register(8, First, "cli");
        Register(9, Second, First, Second);
    }

    /// <summary>What the token endpoint answers to an exchange.</summary>
    internal static Task<JsonElement> ExchangeAsync(
        Browser browser, string subject, string clientId = First, params (string Name, string Value)[] parameters)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantTypes.TokenExchange,
            ["client_id"] = clientId,
            ["client_secret"] = OpsSecret,
            ["subject_token"] = subject,
            ["subject_token_type"] = AccessTokenType,
        };
        foreach ((string name, string value) in parameters)
        {
            form[name] = value;
        }

        return browser.PostTokenAsync(form);
    }

    private void Register(int number, string clientId, params string[] mayExchangeTokensOf)
    {
        string client = $"Registrations:Clients:{number}";
        Settings[$"{client}:ClientId"] = clientId;
        Settings[$"{client}:SecretKey"] = "ClientSecrets:Ops";
        Settings[$"{client}:GrantTypes:0"] = GrantTypes.TokenExchange;
        string[] scopes = ["openid", "orders:read", "inventory:read", "inventory:write"];
        for (int scope = 0; scope < scopes.Length; scope++)
        {
            Settings[$"{client}:Scopes:{scope}"] = scopes[scope];
        }

        for (int other = 0; other < mayExchangeTokensOf.Length; other++)
        {
            Settings[$"{client}:MayExchangeTokensOf:{other}"] = mayExchangeTokensOf[other];
        }
    }
}
