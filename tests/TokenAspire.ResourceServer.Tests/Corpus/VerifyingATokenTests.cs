namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>The lines of "Verifying a token", each against every forgery that breaks it.</summary>
[Collection(AttackCorpusTests.Name)]
public sealed class VerifyingATokenTests(AttackCorpus corpus)
{
    [Fact]
    public Task Rule_1_only_the_issuers_keys_with_their_own_asymmetric_algorithms_sign_a_token() => AssertRefusedAsync(rule: 1);

    [Fact]
    public Task Rule_2_extensions_keys_in_the_header_repeated_names_and_other_shapes_are_refused() => AssertRefusedAsync(rule: 2);

    [Fact]
    public Task Rule_3_a_key_id_is_hostile_input_and_no_key_is_tried_for_anothers() => AssertRefusedAsync(rule: 3);

    [Fact]
    public Task Rule_4_only_an_access_token_is_an_access_token() => AssertRefusedAsync(rule: 4);

    [Fact]
    public Task Rule_5_issuer_audience_times_and_required_claims_are_exact() => AssertRefusedAsync(rule: 5);

    [Fact]
    public Task Rule_6_degenerate_signatures_of_ECDSA_are_refused() => AssertRefusedAsync(rule: 6);

    [Fact]
    public Task Rule_7_a_token_above_the_size_cap_is_refused() => AssertRefusedAsync(rule: 7);

    // Rules 8 and 9 are about the keys and about what is written: KeySetTests and SecrecyTests. Rule 10 lists what the
    // platform would let pass by default.
    [Fact]
    public async Task Rule_10_nothing_that_the_platform_lets_pass_by_default_is_accepted()
    {
        TokenForge forge = new(corpus.Issuer, new Random(corpus.Seed));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        (Forgery Forgery, string Outcome)[] verified = await corpus.VerifyAsync(
        [
            new(10, "TryAllIssuerSigningKeys", RefusalReason.UnknownKey, forge.WithHeader(header => header["kid"] = "another")),
            new(10, "ValidTypes", RefusalReason.UnsupportedType, forge.WithHeader(header => header["typ"] = "JWT")),
            new(10, "ValidAlgorithms", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header["alg"] = "RS512")),
            new(10, "ClockSkew", RefusalReason.Expired, forge.WithPayload(payload => payload["exp"] = now - 60)),
            new(10, "MaximumTokenSizeInBytes", RefusalReason.TooLarge, forge.WithPayload(payload => payload["more"] = new string('x', 10_000))),
        ]);

        Assert.All(verified, one => Assert.Equal((one.Forgery.Class, one.Forgery.Reason!.Value.ToWire()), (one.Forgery.Class, one.Outcome)));
        VerificationResult good = await corpus.Verifier.VerifyAsync(forge.Good(), TestContext.Current.CancellationToken);
        Assert.Contains(good.Token!.CreateIdentity("Bearer").Claims, claim => claim.Type == "sub");
    }

    [Fact]
    public void The_corpus_has_thousands_of_forgeries_and_all_are_different()
    {
        Assert.InRange(corpus.Forgeries.Count, 5_000, 100_000);
        Assert.InRange(corpus.Forgeries.DistinctBy(forgery => forgery.Token).Count(), corpus.Forgeries.Count * 9 / 10, corpus.Forgeries.Count);
    }

    private async Task AssertRefusedAsync(int rule)
    {
        (Forgery Forgery, string Outcome)[] verified = await corpus.VerifyAsync(corpus.Forgeries.Where(forgery => forgery.Rule == rule));

        string[] wrong =
        [
            .. verified
                .Where(one => one.Forgery.Reason is { } reason ? one.Outcome != reason.ToWire() : one.Outcome == "accepted")
                .Select(one => $"{one.Forgery.Class}: {one.Outcome}, not {one.Forgery.Reason?.ToWire()} (seed {corpus.Seed}): {one.Forgery.Token}"),
        ];
        Assert.NotEmpty(verified);
        Assert.Empty(wrong);
    }
}
