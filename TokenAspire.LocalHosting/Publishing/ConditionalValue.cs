using System.Globalization;
using System.Text;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>One of two expressions, by a value that is looked at when it is needed.</summary>
internal sealed record ConditionalValue(IValueProvider Condition, string MatchValue, ReferenceExpression WhenTrue, ReferenceExpression WhenFalse)
{
    /// <summary>
    /// The manifest's name for it, the one Aspire gives: what it depends on, and a hash of all four parts
    /// (<c>cond-redis-bindings-tcp-tlsenabled-d148d83a</c>).
    /// </summary>
    public string Name
    {
        get
        {
            string condition = Condition.ValueExpression();
            byte[] parts = Encoding.UTF8.GetBytes(condition + WhenTrue.ValueExpression + WhenFalse.ValueExpression + MatchValue);
            return string.Create(CultureInfo.InvariantCulture, $"cond-{ManifestText.Words(condition)}-{XxHash32.Hash(parts):x8}");
        }
    }

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        bool matches = string.Equals(await Condition.GetValueAsync(cancellationToken), MatchValue, StringComparison.OrdinalIgnoreCase);
        return await (matches ? WhenTrue : WhenFalse).GetValueAsync(cancellationToken);
    }
}
