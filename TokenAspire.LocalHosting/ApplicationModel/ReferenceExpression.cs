using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using TokenAspire.LocalHosting.Publishing;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>Text with references to values that are known later, such as ports and passwords.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    /// <summary>No text.</summary>
    public static readonly ReferenceExpression Empty = new([]);

    private ReferenceExpression(IReadOnlyList<Part> parts) => Parts = parts;

    private ReferenceExpression(ConditionalValue choice)
    {
        Parts = [];
        Choice = choice;
    }

    /// <inheritdoc />
    public string ValueExpression => Choice is { } choice
        ? $"{{{choice.Name}.connectionString}}"
        : string.Concat(Parts.Select(part => part.Literal ?? part.Value!.ValueExpression()));

    internal IReadOnlyList<Part> Parts { get; }

    internal ConditionalValue? Choice { get; }

    /// <summary>Creates an expression from an interpolated string.</summary>
    /// <param name="handler">The string; <c>{value:uri}</c> percent-encodes a value.</param>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <summary>Creates an expression that is one of two, decided when its value is asked for.</summary>
    /// <param name="condition">The value to look at.</param>
    /// <param name="matchValue">What it is compared with, in any case of letters.</param>
    /// <param name="whenTrue">The expression if they are equal.</param>
    /// <param name="whenFalse">The expression if not.</param>
    public static ReferenceExpression CreateConditional(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse) =>
        new(new ConditionalValue(condition, matchValue, whenTrue, whenFalse));

    /// <inheritdoc />
    [SuppressMessage("Design", "MA0061", Justification = "Aspire declares it so.")]
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        if (Choice is { } choice)
        {
            return await choice.GetValueAsync(cancellationToken);
        }

        StringBuilder text = new();
        foreach (Part part in Parts)
        {
            string value = part.Literal ?? await part.Value!.GetValueAsync(cancellationToken) ?? string.Empty;
            text.Append(part.Literal is null ? Formatted(value, part.Format) : value);
        }

        return text.ToString();
    }

    private static string Formatted(string value, string? format) => format == "uri" ? Uri.EscapeDataString(value) : value;

    /// <summary>Literal text, or a value known later with the format it is put in.</summary>
    internal readonly record struct Part(string? Literal, IValueProvider? Value, string? Format);

    /// <summary>Collects the parts of an interpolated string.</summary>
    /// <param name="literalLength">Length of the literal text.</param>
    /// <param name="formattedCount">Count of the holes.</param>
    [InterpolatedStringHandler]
    public readonly struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<Part> Parts { get; } = new(formattedCount + (literalLength > 0 ? 1 : 0));

        /// <summary>Adds literal text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => Parts.Add(new Part(value, null, null));

        /// <summary>Adds text that is known now.</summary>
        /// <param name="value">The text.</param>
        /// <param name="format"><c>uri</c> to percent-encode.</param>
        public void AppendFormatted(string? value, string? format = null) => Parts.Add(new Part(Formatted(value ?? string.Empty, format), null, null));

        /// <summary>Adds a value that is known later.</summary>
        /// <typeparam name="T">The type of the provider.</typeparam>
        /// <param name="valueProvider">The provider.</param>
        /// <param name="format"><c>uri</c> to percent-encode.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider
        {
            if (valueProvider is ReferenceExpression { Choice: null } inner && format is null)
            {
                Parts.AddRange(inner.Parts);
                return;
            }

            Parts.Add(new Part(null, valueProvider, format));
        }

        /// <summary>Adds a resource's value.</summary>
        /// <typeparam name="T">The type of the resource.</typeparam>
        /// <param name="valueProvider">Its builder.</param>
        /// <param name="format"><c>uri</c> to percent-encode.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Parts.Add(new Part(null, valueProvider.Resource, format));
    }
}
