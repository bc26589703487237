using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TokenAspire.Issuer.Conformance.Tests;

/// <summary>The host and its contracts name no engine: all that they use of one is its two verbs.</summary>
public sealed class EngineSeamTests
{
    private const string Engine = "TokenAspire.Issuer.Engine";

    public static TheoryData<string> Neutral { get; } =
        ["TokenAspire.Issuer", "TokenAspire.Issuer.Contracts", "TokenAspire.ResourceServer", "TokenAspire.Revocation"];

    [Theory]
    [MemberData(nameof(Neutral))]
    public void No_type_of_an_engine_leaks_past_its_project(string assembly)
    {
        string[] used = [.. TypesOfEngines(Assembly.Load(assembly))];

        Assert.All(used, type => Assert.StartsWith(Engine + ".ProtocolEngine", type, StringComparison.Ordinal));
    }

    [Fact]
    public void The_host_uses_both_verbs_of_the_engine_that_it_is_built_with()
    {
        string[] used = [.. TypesOfEngines(typeof(Program).Assembly).Order(StringComparer.Ordinal)];

        Assert.Equal([Engine + ".ProtocolEngineApplicationExtensions", Engine + ".ProtocolEngineBuilderExtensions"], used);
    }

    // What an assembly refers to is written in its metadata, whether the code is ever run or not.
    private static IEnumerable<string> TypesOfEngines(Assembly assembly)
    {
        using FileStream file = File.OpenRead(assembly.Location);
        using PEReader image = new(file);
        MetadataReader metadata = image.GetMetadataReader();
        foreach (TypeReference type in metadata.TypeReferences.Select(metadata.GetTypeReference))
        {
            if (type.ResolutionScope.Kind is HandleKind.AssemblyReference
                && IsEngine(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)))
            {
                yield return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            }
        }
    }

    private static bool IsEngine(string assembly) =>
        assembly is "TokenAspire.Issuer.Protocol" or "TokenAspire.Issuer.Duende" || assembly.StartsWith("Duende.", StringComparison.Ordinal);
}
