using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

/// <summary>The registrations of the configuration, validated, as immutable records.</summary>
internal sealed class ConfiguredRegistrations : IRegistrations
{
    private readonly FrozenDictionary<string, ClientRegistration> _clients;
    private readonly FrozenDictionary<string, ApiResource> _resourceOfScope;

    public ConfiguredRegistrations(
        IOptions<RegistrationsOptions> options, IOptions<IssuerOptions> issuer, IConfiguration configuration)
    {
        ApiResources = [.. options.Value.Resources.Select(Resource)];
        _resourceOfScope = ApiResources
            .SelectMany(resource => resource.Scopes, (resource, scope) => (resource, scope))
            .ToFrozenDictionary(pair => pair.scope, pair => pair.resource, StringComparer.Ordinal);
        _clients = options.Value.Clients
            .Select(client => Client(client, issuer.Value.GatewayUrl, configuration))
            .ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal);
        LongestAccessTokenLifetime = _clients.Values.Select(client => client.AccessTokenLifetime).DefaultIfEmpty().Max();
    }

    public IReadOnlyCollection<ApiResource> ApiResources { get; }

    /// <summary>How long a revocation and a retired key's signatures can matter.</summary>
    public TimeSpan LongestAccessTokenLifetime { get; }

    public ClientRegistration? FindClient(string clientId) => _clients.GetValueOrDefault(clientId);

    public ApiResource? FindResourceOfScope(string scope) => _resourceOfScope.GetValueOrDefault(scope);

    private static ApiResource Resource(ResourceEntry entry) =>
        new(entry.Name, entry.Scopes.ToFrozenSet(StringComparer.Ordinal), entry.SigningAlgorithm);

    private static PublicJwk Key(Dictionary<string, string> members) => PublicJwk.TryRead(members, out PublicJwk? key)
        ? key
        : throw new InvalidOperationException("A registered key that was found in order at start cannot be read.");

    private static ClientRegistration Client(ClientEntry entry, string gatewayUrl, IConfiguration configuration) => new()
    {
        ClientId = entry.ClientId,
        DisplayName = entry.DisplayName ?? entry.ClientId,
        Secrets = entry.SecretKey is null ? [] : [ClientSecret.FromPlainText(configuration[entry.SecretKey]!)],
        Keys = [.. entry.Keys.Select(Key)],
        GrantTypes = entry.GrantTypes.ToFrozenSet(StringComparer.Ordinal),
        Scopes = entry.Scopes.ToFrozenSet(StringComparer.Ordinal),
        RedirectUris = [.. entry.RedirectUris.Select(uri => RedirectUriTemplate.Expand(uri, gatewayUrl))],
        RequirePushedAuthorizationRequests = entry.RequirePushedAuthorizationRequests,
        PostLogoutRedirectUris = [.. entry.PostLogoutRedirectUris.Select(uri => RedirectUriTemplate.Expand(uri, gatewayUrl))],
        BackChannelLogoutUri = entry.BackChannelLogoutUri is null ? null : new Uri(RedirectUriTemplate.Expand(entry.BackChannelLogoutUri, gatewayUrl)),
        AccessTokenLifetime = entry.AccessTokenLifetime,
        RefreshFamilyLifetime = entry.RefreshFamilyLifetime,
        RefreshTokenLifetime = entry.RefreshTokenLifetime,
        RequireDpop = entry.RequireDpop,
        MayIntrospect = entry.MayIntrospect,
    };
}
