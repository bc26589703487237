using System.Runtime.CompilerServices;
using System.Text;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>Text with references to values that are known later, such as ports and passwords.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    private readonly IReadOnlyList<Part> _parts;

    private ReferenceExpression(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>Creates an expression from an interpolated string.</summary>
    /// <param name="handler">The string; <c>{value:uri}</c> percent-encodes a value.</param>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        StringBuilder text = new();
        foreach (Part part in _parts)
        {
            string value = part.Literal ?? await part.Value!.GetValueAsync(cancellationToken) ?? string.Empty;
            text.Append(part.Format == "uri" ? Uri.EscapeDataString(value) : value);
        }

        return text.ToString();
    }

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
        public void AppendFormatted(string? value, string? format = null) => Parts.Add(new Part(value ?? string.Empty, null, format));

        /// <summary>Adds a value that is known later.</summary>
        /// <typeparam name="T">The type of the provider.</typeparam>
        /// <param name="value">The provider.</param>
        /// <param name="format"><c>uri</c> to percent-encode.</param>
        public void AppendFormatted<T>(T value, string? format = null)
            where T : IValueProvider => Parts.Add(new Part(null, value, format));

        /// <summary>Adds a resource's value.</summary>
        /// <typeparam name="T">The type of the resource.</typeparam>
        /// <param name="builder">Its builder.</param>
        /// <param name="format"><c>uri</c> to percent-encode.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> builder, string? format = null)
            where T : IResource, IValueProvider => Parts.Add(new Part(null, builder.Resource, format));
    }
}
