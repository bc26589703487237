using System.Reflection;

namespace TokenAspire.Issuer.Conformance.DuendeEngine;

/// <summary>What the adapter shows of itself.</summary>
public sealed class AdapterSurfaceTests
{
    [Fact]
    public void It_offers_the_two_verbs_and_no_type_of_Duende()
    {
        Type[] exported = Assembly.Load("TokenAspire.Issuer.Duende").GetExportedTypes();

        Assert.Equal(
            ["ProtocolEngineApplicationExtensions", "ProtocolEngineBuilderExtensions"],
            exported.Select(type => type.Name).Order(StringComparer.Ordinal));
        IEnumerable<Type> shown = exported
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType));
        Assert.All(shown, type => Assert.StartsWith("Microsoft.AspNetCore.", type.FullName, StringComparison.Ordinal));
    }
}
