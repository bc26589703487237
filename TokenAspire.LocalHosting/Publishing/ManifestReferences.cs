using System.Globalization;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>
/// What the values written so far refer to and the manifest must therefore define: parameters that are no
/// resources of the application, encoded copies of parameters, and conditional values.
/// </summary>
internal sealed class ManifestReferences(IReadOnlyList<IResource> resources)
{
    private readonly HashSet<string> _names = new(resources.Select(resource => resource.Name), StringComparer.OrdinalIgnoreCase);
    private readonly List<ParameterResource> _parameters = [];
    private readonly Dictionary<ParameterResource, Dictionary<string, string>> _encoded = [];
    private readonly OrderedDictionary<string, ConditionalValue> _conditionals = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parameters that were referred to and are not among the resources.</summary>
    public IReadOnlyList<ParameterResource> Parameters => _parameters;

    public IEnumerable<KeyValuePair<string, ConditionalValue>> Conditionals => _conditionals;

    /// <summary>Parameters whose encoded copies are not taken yet.</summary>
    public IReadOnlyList<ParameterResource> WithEncodedCopies => [.. _encoded.Keys];

    /// <summary>The manifest's text for a value; what it refers to is remembered.</summary>
    public string Text(object value)
    {
        if (value is string text)
        {
            return text;
        }

        Remember((IValueProvider)value);
        return value is ReferenceExpression { Choice: null } expression
            ? string.Concat(expression.Parts.Select(Text))
            : ((IValueProvider)value).ValueExpression();
    }

    /// <summary>The names of a parameter's encoded copies by their format; each is handed out once.</summary>
    public IReadOnlyDictionary<string, string> TakeEncodedCopies(ParameterResource parameter) =>
        _encoded.Remove(parameter, out Dictionary<string, string>? copies) ? copies : [];

    private string Text(ReferenceExpression.Part part) => part switch
    {
        { Literal: { } literal } => literal,
        { Value: ParameterResource parameter, Format: { } format } => $"{{{EncodedName(parameter, format)}.value}}",
        _ => part.Value!.ValueExpression(),
    };

    private void Remember(IValueProvider value)
    {
        switch (value)
        {
            case ParameterResource parameter when _names.Add(parameter.Name):
                _parameters.Add(parameter);
                break;
            case ReferenceExpression { Choice: { } choice }:
                _names.Add(choice.Name);
                _conditionals.TryAdd(choice.Name, choice);
                Remember(choice.Condition);
                Remember(choice.WhenTrue);
                Remember(choice.WhenFalse);
                break;
            case ReferenceExpression expression:
                foreach (ReferenceExpression.Part part in expression.Parts.Where(part => part.Value is not null))
                {
                    Remember(part.Value!);
                }

                break;
        }
    }

    private string EncodedName(ParameterResource parameter, string format)
    {
        if (!_encoded.TryGetValue(parameter, out Dictionary<string, string>? copies))
        {
            _encoded[parameter] = copies = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        if (!copies.TryGetValue(format, out string? name))
        {
            copies[format] = name = UniqueName($"{parameter.Name}-{ManifestText.Words(format)}-encoded");
        }

        return name;
    }

    private string UniqueName(string wanted)
    {
        string name = wanted;
        for (int suffix = 1; !_names.Add(name); suffix++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{suffix}");
        }

        return name;
    }
}
