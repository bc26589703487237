using System.Diagnostics.CodeAnalysis;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>A value set from outside of the application, or generated.</summary>
public sealed class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<Task<string>> _value;

    internal ParameterResource(string name, Func<Task<string>> value, bool secret)
        : base(name)
    {
        _value = new Lazy<Task<string>>(value);
        Secret = secret;
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>The value if nobody sets one; none if it must be set.</summary>
    public ParameterDefault? Default { get; init; }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <inheritdoc />
    [SuppressMessage("Design", "MA0061", Justification = "Aspire declares it so.")]
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) =>
        await _value.Value.WaitAsync(cancellationToken);
}
