using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace TokenAspire.LocalHosting.Tests;

/// <summary>An assembly's public methods, properties and fields in one spelling: type names without namespaces, C#'s names for generics and optional parameters.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => !type.IsEnum)
        .SelectMany(type => Members(type).Select(member => $"{Name(type)}.{member}"))
        .Concat(assembly.GetExportedTypes().Where(type => type.IsEnum).SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name}.{name}")))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type)
    {
        // What the compiler makes of a record is no member anybody wrote.
        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => !method.IsSpecialName && !IsMade(method) && !Overrides(method)))
        {
            string generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : string.Empty;
            yield return $"{method.Name}{generics}({Parameters(method)}) : {Name(method.ReturnType)}";
        }

        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.Name != "EqualityContract"))
        {
            yield return $"{property.Name} : {Name(property.PropertyType)}";
        }

        foreach (FieldInfo field in type.GetFields(Declared))
        {
            yield return $"{field.Name} : {Name(field.FieldType)}";
        }

        foreach (ConstructorInfo constructor in type.GetConstructors().Where(constructor => !IsMade(constructor)))
        {
            yield return $"new({Parameters(constructor)})";
        }
    }

    private static bool IsMade(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || method.Name.Contains('<', StringComparison.Ordinal);

    private static bool Overrides(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static string Parameters(MethodBase method)
    {
        string first = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : string.Empty;
        return first + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string value = !parameter.HasDefaultValue ? string.Empty : $" = {Default(parameter)}";
        return $"{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool value => value ? "true" : "false",
        Enum value => $"{value.GetType().Name}.{value}",
        { } value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return "in " + Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        string name = Type.GetTypeCode(type) switch
        {
            TypeCode.String => "string",
            TypeCode.Boolean => "bool",
            TypeCode.Int32 when !type.IsEnum => "int",
            _ when type == typeof(void) => "void",
            _ when type == typeof(object) => "object",
            _ => type.Name.Split('`')[0],
        };
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
