using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Tests that share the corpus.</summary>
[CollectionDefinition(Name)]
public sealed class AttackCorpusTests : ICollectionFixture<AttackCorpus>
{
    public const string Name = "attack corpus";
}

/// <summary>
/// One issuer, one resource, and some ten thousand forgeries from a seeded generator. <c>CORPUS_SEED</c> chooses another seed;
/// every failure names the one it came from.
/// </summary>
public sealed class AttackCorpus(RevocationStore store) : IAsyncLifetime
{
    private const int UsualSeed = 20_261_122;
    private const int Times = 40;

    internal int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CORPUS_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : UsualSeed;

    internal TestIssuer Issuer { get; private set; } = null!;

    internal TestResource Resource { get; private set; } = null!;

    internal AccessTokenVerifier Verifier => Resource.Services.GetRequiredService<AccessTokenVerifier>();

    internal IReadOnlyList<Forgery> Forgeries { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        Resource = await TestResource.StartReadyAsync(Issuer, store);
        TokenForge forge = new(Issuer, new Random(Seed));
        Forgeries =
        [
            .. EncodingForgeries.Make(forge, Times),
            .. HeaderForgeries.Make(forge, Times),
            .. PayloadForgeries.Make(forge, Times),
            .. SignatureForgeries.Make(forge, Times),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Resource.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>What became of each. All at once: those with unknown keys wait for the same read of the issuer's.</summary>
    internal async Task<(Forgery Forgery, string Outcome)[]> VerifyAsync(IEnumerable<Forgery> forgeries) =>
        await Task.WhenAll(forgeries.Select(async forgery => (forgery, await OutcomeAsync(forgery.Token))));

    private async Task<string> OutcomeAsync(string token)
    {
        VerificationResult result = await Verifier.VerifyAsync(token, TestContext.Current.CancellationToken);
        return result.Refusal?.ToWire() ?? "accepted";
    }
}
