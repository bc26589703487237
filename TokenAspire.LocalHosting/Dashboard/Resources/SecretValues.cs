using System.Text.RegularExpressions;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>Knows which values are not shown until they are asked for: those that contain a secret, or whose name says so.</summary>
internal sealed partial class SecretValues
{
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    public static async Task<SecretValues> OfAsync(IEnumerable<IResource> resources, string apiKey, CancellationToken cancellationToken)
    {
        SecretValues values = new();
        values._secrets.Add(apiKey);
        foreach (ParameterResource parameter in resources.SelectMany(Parameters))
        {
            if (await ParameterValue.OfAsync(parameter, cancellationToken) is { Value: { Length: > 0 } value })
            {
                values._secrets.Add(value);
                values._secrets.Add(Uri.EscapeDataString(value));
            }
        }

        return values;
    }

    public bool Contains(string name, string value) =>
        SecretName().IsMatch(name) || _secrets.Any(secret => value.Contains(secret, StringComparison.Ordinal));

    private static IEnumerable<ParameterResource> Parameters(IResource resource) => resource switch
    {
        ParameterResource { Secret: true } parameter => [parameter],
        RedisResource redis => [redis.Password],
        PostgresServerResource postgres => [postgres.PasswordParameter],
        _ => [],
    };

    // Clients__OpsSecret, TOKENSTORE_PASSWORD, x_api_key; not TokenVerification__Authority.
    [GeneratedRegex("(password|passwd|secret|token|api_?key|headers|credentials?)$|^ConnectionStrings__", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();
}
