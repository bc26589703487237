namespace TokenAspire.LocalHosting.Tests;

/// <summary>
/// LocalHosting offers nothing that Aspire does not: what compiles against it compiles against Aspire. The list was
/// written from Aspire 13.4.6's sources, a signature and the file it stands in per line.
/// </summary>
public sealed class ParityTests
{
    [Fact]
    public void Every_public_member_exists_in_Aspire_with_the_same_signature()
    {
        HashSet<string> aspire = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "aspire-13.4.6-signatures.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')[0])];

        string[] own = [.. PublicSurface.Of(typeof(DistributedApplication).Assembly).Where(member => !aspire.Contains(member))];

        Assert.True(own.Length == 0, "Not in Aspire 13.4.6; make it internal or spell it as Aspire does:\n" + string.Join('\n', own));
    }

    [Fact]
    public void The_list_holds_nothing_that_is_not_offered()
    {
        string[] offered = [.. PublicSurface.Of(typeof(DistributedApplication).Assembly)];

        Assert.DoesNotContain(
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "aspire-13.4.6-signatures.tsv")).Where(line => line.Length > 0 && line[0] != '#'),
            line => !offered.Contains(line.Split('\t')[0], StringComparer.Ordinal));
    }
}
