using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

/// <summary>The registrations of the configuration, validated, as immutable records; their secrets follow the configuration.</summary>
internal sealed class ConfiguredRegistrations : IRegistrations, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<ConfiguredRegistrations> _logger;
    private readonly FrozenDictionary<string, string> _secretKeys;
    private readonly IDisposable _reloading;
    private readonly Lock _oneReload = new();
    private volatile FrozenDictionary<string, ClientRegistration> _clients;
    private readonly FrozenDictionary<string, ApiResource> _resources;
    private readonly FrozenDictionary<string, ApiResource> _resourceOfScope;

    public ConfiguredRegistrations(
        IOptions<RegistrationsOptions> options, IOptions<IssuerOptions> issuer, IConfiguration configuration, ILogger<ConfiguredRegistrations> logger)
    {
        (_configuration, _logger) = (configuration, logger);
        ApiResources = [.. options.Value.Resources.Select(Resource)];
        _resourceOfScope = ApiResources
            .SelectMany(resource => resource.Scopes, (resource, scope) => (resource, scope))
            .ToFrozenDictionary(pair => pair.scope, pair => pair.resource, StringComparer.Ordinal);
        _resources = ApiResources
            .SelectMany(resource => new[] { resource.Name, resource.Uri }.OfType<string>(), (resource, identifier) => (resource, identifier))
            .ToFrozenDictionary(pair => pair.identifier, pair => pair.resource, StringComparer.Ordinal);
        _clients = options.Value.Clients
            .Select(client => Client(client, issuer.Value.GatewayUrl, configuration))
            .ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal);
        LongestAccessTokenLifetime = _clients.Values.Select(client => client.AccessTokenLifetime).DefaultIfEmpty().Max();
        _secretKeys = options.Value.Clients.Where(client => client.SecretKey is not null)
            .ToFrozenDictionary(client => client.ClientId, client => client.SecretKey!, StringComparer.Ordinal);
        _reloading = ChangeToken.OnChange(configuration.GetReloadToken, ReloadSecrets);
    }

    public IReadOnlyCollection<ApiResource> ApiResources { get; }

    /// <summary>How long a revocation and a retired key's signatures can matter.</summary>
    public TimeSpan LongestAccessTokenLifetime { get; }

    public ClientRegistration? FindClient(string clientId) => _clients.GetValueOrDefault(clientId);

    public ApiResource? FindResource(string identifier) => _resources.GetValueOrDefault(identifier);

    public ApiResource? FindResourceOfScope(string scope) => _resourceOfScope.GetValueOrDefault(scope);

    public void Dispose() => _reloading.Dispose();

    // Of all that is registered only secrets change while the issuer runs: a platform swaps their files.
    private void ReloadSecrets()
    {
        lock (_oneReload)
        {
            _clients = _clients.Values.Select(WithPresentSecrets).ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal);
        }
    }

    private ClientRegistration WithPresentSecrets(ClientRegistration client)
    {
        if (!_secretKeys.TryGetValue(client.ClientId, out string? key))
        {
            return client;
        }

        string[] values = SecretValues.Read(_configuration[key]);
        if (values.Length == 0)
        {
            // An emptied file must neither lock a client out nor make a public one of it.
            Log.SecretLost(_logger, key, client.ClientId);
            return client;
        }

        if (values.Length == client.Secrets.Count && values.Zip(client.Secrets).All(pair => pair.Second.Matches(pair.First)))
        {
            return client;
        }

        Log.SecretsChanged(_logger, client.ClientId, values.Length);
        return client with { Secrets = [.. values.Select(ClientSecret.FromPlainText)] };
    }

    private static ApiResource Resource(ResourceEntry entry) =>
        new(entry.Name, entry.Scopes.ToFrozenSet(StringComparer.Ordinal), entry.SigningAlgorithm, entry.Uri)
        {
            ScopeTexts = entry.ScopeTexts.ToFrozenDictionary(text => text.Scope, text => text.Text, StringComparer.Ordinal),
        };

    private static PublicJwk Key(Dictionary<string, string> members) => PublicJwk.TryRead(members, out PublicJwk? key)
        ? key
        : throw new InvalidOperationException("A registered key that was found in order at start cannot be read.");

    private static ClientRegistration Client(ClientEntry entry, string gatewayUrl, IConfiguration configuration) => new()
    {
        ClientId = entry.ClientId,
        DisplayName = entry.DisplayName ?? entry.ClientId,
        Secrets = entry.SecretKey is null ? [] : [.. SecretValues.Read(configuration[entry.SecretKey]).Select(ClientSecret.FromPlainText)],
        Keys = [.. entry.Keys.Select(Key)],
        GrantTypes = entry.GrantTypes.ToFrozenSet(StringComparer.Ordinal),
        Scopes = entry.Scopes.ToFrozenSet(StringComparer.Ordinal),
        RedirectUris = [.. entry.RedirectUris.Select(uri => RedirectUriTemplate.Expand(uri, gatewayUrl))],
        AccessTokenType = Enum.Parse<AccessTokenType>(entry.AccessTokenType),
        RequiresConsent = entry.RequiresConsent,
        RequirePushedAuthorizationRequests = entry.RequirePushedAuthorizationRequests,
        PostLogoutRedirectUris = [.. entry.PostLogoutRedirectUris.Select(uri => RedirectUriTemplate.Expand(uri, gatewayUrl))],
        BackChannelLogoutUri = entry.BackChannelLogoutUri is null ? null : new Uri(RedirectUriTemplate.Expand(entry.BackChannelLogoutUri, gatewayUrl)),
        AccessTokenLifetime = entry.AccessTokenLifetime,
        RefreshFamilyLifetime = entry.RefreshFamilyLifetime,
        RefreshTokenLifetime = entry.RefreshTokenLifetime,
        RequireDpop = entry.RequireDpop,
        MayExchangeTokensOf = entry.MayExchangeTokensOf.ToFrozenSet(StringComparer.Ordinal),
        MayIntrospect = entry.MayIntrospect,
    };
}
