using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Registrations;

/// <summary>Names every mistake in the registrations at once, each with its fix.</summary>
internal sealed class RegistrationsOptionsValidator(
    IConfiguration configuration, IOptions<IssuerOptions> issuer, IOptions<RevocationOptions> revocation)
    : IValidateOptions<RegistrationsOptions>
{
    // A token that outlived its revocation on the stream would be accepted by a verifier that starts after that.
    private TimeSpan LongestAccessTokenLifetime => revocation.Value.Retention - RevocationHorizon.ClockSkew;

    public ValidateOptionsResult Validate(string? name, RegistrationsOptions options)
    {
        string[] failures = [.. Absence(options), .. UnknownSettings.Mistakes(configuration.GetSection(RegistrationsOptions.Section)), .. ResourceMistakes(options), .. ClientMistakes(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // Nobody runs an issuer for no one: the file that lists the clients was not found.
    private static string[] Absence(RegistrationsOptions options) => options.Clients.Count > 0
        ? []
        : ["No client is registered. appsettings.json, which lists them, is read from the content root: start the issuer in the folder of that file, or set ASPNETCORE_CONTENTROOT to it."];

    private static IEnumerable<string> ResourceMistakes(RegistrationsOptions options)
    {
        foreach (string name in Repeated(options.Resources.Select(resource => resource.Name)))
        {
            yield return $"API resource '{name}' is registered twice; keep one of them.";
        }

        foreach (string uri in Repeated(options.Resources.SelectMany(resource => new[] { resource.Uri, resource.Uri is null ? null : resource.Name }).OfType<string>()))
        {
            yield return $"Two API resources are called '{uri}', by Uri or Name; a client must be able to name one of them.";
        }

        foreach (string scope in Repeated(options.Resources.SelectMany(resource => resource.Scopes)))
        {
            yield return $"Scope '{scope}' is listed twice among the API resources; a scope belongs to one resource, once.";
        }

        foreach (ResourceEntry resource in options.Resources)
        {
            if (string.IsNullOrWhiteSpace(resource.Name))
            {
                yield return "An API resource has no Name; name its audience.";
            }

            // RFC 8707 2: absolute, without a fragment.
            if (resource.Uri is { } uri
                && (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) || uri.StartsWith('/') || parsed.Fragment.Length > 0 || uri.Any(character => character is < '!' or > '~')))
            {
                yield return $"API resource '{resource.Name}' has the Uri '{uri}'; write an absolute URI without a fragment, or remove it.";
            }

            if (resource.Scopes.Count == 0)
            {
                yield return $"API resource '{resource.Name}' has no scopes; list at least one, or remove it.";
            }

            foreach (string scope in resource.Scopes.Where(scope => !IsScopeToken(scope) || IdentityScopes.All.Contains(scope)))
            {
                yield return $"Scope '{scope}' of '{resource.Name}' is not usable; choose a name of visible ASCII that is no identity scope.";
            }

            foreach (string scope in Repeated(resource.ScopeTexts.Select(text => text.Scope)))
            {
                yield return $"Scope '{scope}' of '{resource.Name}' has two ScopeTexts; keep one of them.";
            }

            foreach (ScopeText text in resource.ScopeTexts.Where(text => !resource.Scopes.Contains(text.Scope) || string.IsNullOrWhiteSpace(text.Text)))
            {
                yield return $"A ScopeText of '{resource.Name}' is for '{text.Scope}' and says '{text.Text}'; name one of its scopes and what it allows.";
            }

            if (!SigningAlgorithms.All.Contains(resource.SigningAlgorithm, StringComparer.Ordinal))
            {
                yield return $"API resource '{resource.Name}' has SigningAlgorithm '{resource.SigningAlgorithm}'; use one of {string.Join(", ", SigningAlgorithms.All)}.";
            }
        }
    }

    private IEnumerable<string> ClientMistakes(RegistrationsOptions options)
    {
        HashSet<string> scopes = [.. IdentityScopes.All, .. options.Resources.SelectMany(resource => resource.Scopes)];
        return Repeated(options.Clients.Select(client => client.ClientId))
            .Select(id => $"Client '{id}' is registered twice; keep one of them.")
            .Concat(options.Clients.SelectMany(client => Mistakes(client, options, scopes).Select(mistake => $"Client '{client.ClientId}': {mistake}")));
    }

    private IEnumerable<string> Mistakes(ClientEntry client, RegistrationsOptions options, HashSet<string> scopes) =>
    [
        .. IdentifierMistakes(client),
        .. SecretMistakes(client),
        .. ClientKeyMistakes.Of(client),
        .. GrantMistakes(client),
        .. client.Scopes.Where(scope => !scopes.Contains(scope))
            .Select(scope => $"scope '{scope}' belongs to no API resource; add it to one or remove it."),
        .. client.RedirectUris.SelectMany(RedirectMistakes),
        .. ExchangeMistakes.Of(client, options.Clients),
        .. FormMistakes(client),
        .. LogoutMistakes.Of(client, issuer.Value.GatewayUrl),
        .. LifetimeMistakes(client),
        .. ClientConsistency.Mistakes(client),
    ];

    private static IEnumerable<string> IdentifierMistakes(ClientEntry client)
    {
        if (string.IsNullOrWhiteSpace(client.ClientId) || client.ClientId.Any(character => character is < '!' or > '~'))
        {
            yield return "the ClientId is empty or has characters other than visible ASCII; choose a plain name.";
        }

        // RFC 9700 4.15: users' subjects are UUIDs, so no client can pass for one.
        if (Guid.TryParse(client.ClientId, out _))
        {
            yield return "the ClientId is shaped like a UUID, as users' subjects are; choose a name.";
        }
    }

    private IEnumerable<string> SecretMistakes(ClientEntry client)
    {
        string[] secrets = client.SecretKey is null ? [] : SecretValues.Read(configuration[client.SecretKey]);
        if (secrets.Length > SecretValues.Most)
        {
            yield return $"its secret '{client.SecretKey}' has {secrets.Length} lines; keep the new one and the old one, {SecretValues.Most} at most.";
        }

        if (client.SecretKey is { } key && secrets.Length == 0)
        {
            yield return $"its secret '{key}' has no value; set the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}.";
        }

        bool isPublic = client.SecretKey is null && client.Keys.Count == 0;
        if (isPublic && client.GrantTypes.Contains(GrantTypes.ClientCredentials))
        {
            yield return "client_credentials needs a confidential client (RFC 6749 4.4); give it a SecretKey or Keys.";
        }

        if (isPublic && client.MayIntrospect)
        {
            yield return "introspection needs a confidential client (RFC 7662 2.1); give it a SecretKey or Keys.";
        }
    }

    private static IEnumerable<string> GrantMistakes(ClientEntry client)
    {
        foreach (string grant in client.GrantTypes.Where(grant => !GrantTypes.All.Contains(grant)))
        {
            yield return $"grant type '{grant}' is unknown; use some of {string.Join(", ", GrantTypes.All.Order(StringComparer.Ordinal))}.";
        }

        if (client.GrantTypes.Contains(GrantTypes.AuthorizationCode) && client.RedirectUris.Count == 0)
        {
            yield return "authorization_code needs a redirect URI; list at least one in RedirectUris.";
        }

        if (client.RequiresConsent && !client.GrantTypes.Contains(GrantTypes.AuthorizationCode) && !client.GrantTypes.Contains(GrantTypes.DeviceCode))
        {
            yield return "RequiresConsent is about people, whom none of its grant types asks; add authorization_code or the device code, or remove it.";
        }

        if (client.RequirePushedAuthorizationRequests && !client.GrantTypes.Contains(GrantTypes.AuthorizationCode))
        {
            yield return "RequirePushedAuthorizationRequests is about authorization requests; add the grant type authorization_code or remove it.";
        }

        if (client.Scopes.Contains(IdentityScopes.OfflineAccess) && !client.GrantTypes.Contains(GrantTypes.RefreshToken))
        {
            yield return "scope offline_access asks for refresh tokens; add the grant type refresh_token or remove the scope.";
        }
    }

    private IEnumerable<string> RedirectMistakes(string configured)
    {
        string value = RedirectUriTemplate.Expand(configured, issuer.Value.GatewayUrl);
        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) || value.StartsWith('/'))
        {
            yield return $"redirect URI '{configured}' is not absolute; write scheme and host.";
            yield break;
        }

        // RFC 6749 3.1.2.
        if (value.Contains('#', StringComparison.Ordinal))
        {
            yield return $"redirect URI '{configured}' has a fragment; remove it.";
        }

        // RFC 8252 7.3: without TLS only to this machine, and by address, since a name can be pointed elsewhere.
        if (uri.Scheme == Uri.UriSchemeHttp && !RedirectUriTemplate.IsLoopbackAddress(uri))
        {
            yield return $"redirect URI '{configured}' is http; use https, or http://127.0.0.1 for an app on the person's own machine.";
        }

        // A scheme that runs what follows it.
        if (uri.Scheme is "javascript" or "data" or "file" or "vbscript")
        {
            yield return $"redirect URI '{configured}' has the scheme {uri.Scheme}; use https.";
        }
    }

    private static IEnumerable<string> FormMistakes(ClientEntry client)
    {
        if (!Enum.GetNames<AccessTokenType>().Contains(client.AccessTokenType, StringComparer.Ordinal))
        {
            yield return $"AccessTokenType is '{client.AccessTokenType}'; use one of {string.Join(", ", Enum.GetNames<AccessTokenType>())}.";
        }
    }

    private IEnumerable<string> LifetimeMistakes(ClientEntry client)
    {
        if (client.AccessTokenLifetime <= TimeSpan.Zero || client.AccessTokenLifetime > LongestAccessTokenLifetime)
        {
            yield return $"AccessTokenLifetime is {client.AccessTokenLifetime}; set it to at most {LongestAccessTokenLifetime}, or raise Revocation:Retention.";
        }

        if (client.RefreshTokenLifetime <= TimeSpan.Zero || client.RefreshTokenLifetime > client.RefreshFamilyLifetime)
        {
            yield return $"RefreshTokenLifetime is {client.RefreshTokenLifetime}; set it between 0 and RefreshFamilyLifetime ({client.RefreshFamilyLifetime}).";
        }
    }

    // RFC 6749 3.3: visible ASCII without the quotation mark and the backslash.
    private static bool IsScopeToken(string scope) =>
        scope.Length > 0 && scope.All(character => character is >= '!' and <= '~' and not '"' and not '\\');

    private static IEnumerable<string> Repeated(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
