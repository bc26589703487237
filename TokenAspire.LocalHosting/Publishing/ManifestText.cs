using System.Text;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>How values are spelled in the manifest.</summary>
internal static class ManifestText
{
    /// <summary>What stands for a value that only the deployment knows: <c>{issuer.bindings.https.url}</c>.</summary>
    public static string ValueExpression(this IValueProvider value) => value is IManifestExpressionProvider expression
        ? expression.ValueExpression
        : throw new DistributedApplicationException($"A value of type {value.GetType().Name} cannot be published: it does not say what stands for it in the manifest (IManifestExpressionProvider).");

    /// <summary><c>{redis.bindings.tcp.tlsEnabled}</c> becomes <c>redis-bindings-tcp-tlsenabled</c>.</summary>
    public static string Words(string text)
    {
        StringBuilder words = new(text.Length);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (words.Length > 0 && words[^1] != '-')
            {
                words.Append('-');
            }
        }

        return words.ToString().TrimEnd('-');
    }
}
