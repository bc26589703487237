using System.Security.Claims;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>This verifier and <see cref="Oracle"/> on the same tokens: it may be stricter, for reasons named here, and never laxer.</summary>
[Collection(AttackCorpusTests.Name)]
public sealed class DifferentialTests(AttackCorpus corpus)
{
    private const int GoodTokens = 2_000;

    [Fact]
    public async Task No_forgery_is_accepted_by_either_but_in_classes_known_to_pass_the_oracle()
    {
        Oracle oracle = new(corpus.Issuer);
        (Forgery Forgery, string Outcome)[] verified = await corpus.VerifyAsync(corpus.Forgeries);
        HashSet<string> laxer = new(StringComparer.Ordinal);
        foreach (Forgery forgery in corpus.Forgeries)
        {
            if (await oracle.VerifyAsync(forgery.Token) is not null)
            {
                laxer.Add(forgery.Class);
            }
        }

        Assert.DoesNotContain(verified, one => one.Outcome == "accepted");
        Assert.Equal([], laxer.Except(Stricter.Classes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Good_tokens_of_varied_claims_are_accepted_by_both_with_the_same_claims()
    {
        Oracle oracle = new(corpus.Issuer);
        TokenForge forge = new(corpus.Issuer, new Random(corpus.Seed));
        VaryingClaims claims = new(forge.Random);
        for (int number = 0; number < GoodTokens; number++)
        {
            string token = forge.WithPayload(payload => claims.AddTo(payload));
            VerificationResult mine = await corpus.Verifier.VerifyAsync(token, TestContext.Current.CancellationToken);
            IReadOnlyList<Claim>? theirs = await oracle.VerifyAsync(token);

            Assert.True(mine.Refusal is null && theirs is not null, $"{mine.Refusal?.ToWire()}, {theirs is not null} (seed {corpus.Seed}, {number}): {token}");
            Assert.Equal(Describe(theirs!), Describe(mine.Token!.CreateIdentity("Bearer").Claims));
        }
    }

    // Both signatures are good for the same bytes; nothing in RFC 7518 section 3.4 asks for the lower one. Whoever needs
    // one name for a token takes its jti.
    [Fact]
    public async Task The_other_signature_of_ECDSA_is_as_good_to_both()
    {
        string other = SignatureForgeries.HighOrLow(corpus.Issuer.CreateToken(key: corpus.Issuer.EllipticCurve));

        Assert.Null((await corpus.Verifier.VerifyAsync(other, TestContext.Current.CancellationToken)).Refusal);
        Assert.NotNull(await new Oracle(corpus.Issuer).VerifyAsync(other));
    }

    // The one difference: the oracle rounds exp in its claim, here it is as the issuer wrote it.
    private static string[] Describe(IEnumerable<Claim> claims) =>
    [
        .. claims
            .Select(claim => $"{claim.Type}={(claim.Type == "exp" ? claim.Value.Split('.')[0] : claim.Value)}")
            .Order(StringComparer.Ordinal),
    ];
}
