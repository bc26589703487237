namespace TokenAspire.Issuer.Registrations;

/// <summary>Settings that nobody reads: a misspelt one would otherwise be none at all.</summary>
internal static class UnknownSettings
{
    public static IEnumerable<string> Mistakes(IConfigurationSection registrations) =>
    [
        .. Of(registrations, typeof(RegistrationsOptions)),
        .. registrations.GetSection(nameof(RegistrationsOptions.Resources)).GetChildren().SelectMany(entry => Of(entry, typeof(ResourceEntry))),
        .. registrations.GetSection(nameof(RegistrationsOptions.Clients)).GetChildren().SelectMany(entry => Of(entry, typeof(ClientEntry))),
    ];

    private static IEnumerable<string> Of(IConfigurationSection section, Type options)
    {
        string[] known = [.. options.GetProperties().Select(property => property.Name)];
        return section.GetChildren()
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => $"Setting '{setting.Path}' is unknown; use some of {string.Join(", ", known)}.");
    }
}
