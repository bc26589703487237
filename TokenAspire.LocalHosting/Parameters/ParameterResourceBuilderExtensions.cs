using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Parameters;

namespace TokenAspire.LocalHosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter: <c>Parameters:NAME</c> from configuration, else the default.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">The default.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    /// <param name="persist">Whether the default is kept in the app host's user secrets for the next run.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(CreateParameter(builder, name, value, secret, persist));
    }

    internal static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
    {
        string key = $"Parameters:{name}";
        return new ParameterResource(name, () => ResolveAsync(), secret) { Default = value };

        async Task<string> ResolveAsync()
        {
            if (builder.Configuration[key] is { Length: > 0 } configured)
            {
                return configured;
            }

            string? secretsId = builder.AppHostAssembly?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId;
            return persist && secretsId is not null
                ? await new SecretsFile(PathHelper.GetSecretsPathFromSecretsId(secretsId)).GetOrAddAsync(key, value.GetDefaultValue)
                : value.GetDefaultValue();
        }
    }
}
