using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// What one token costs: the signature alone, the stock handler, and this one when it sees the token for the first time
/// and when it has seen it before. All variants decide about the same tokens, interleaved; no token is in two rounds.
/// </summary>
internal sealed class VerificationBenchmark
{
    private const int Rounds = 41;
    private const int WarmUpRounds = 10;
    private const int TokensOfARound = 200;
    private const int Repetitions = 50;
    private const int WarmUpRepetitions = 30;

    private readonly RSA _publicKey;
    private readonly JsonWebTokenHandler _stock = new();
    private readonly TokenValidationParameters _stockParameters;
    private readonly AccessTokenHandler _handler;
    private readonly AccessTokenVerifier _verifier;
    private readonly RememberedTokens _remembered;
    private readonly VerificationOutcome _outcome;
    private readonly VerificationMetrics _metrics;

    private VerificationBenchmark(SampleIssuer issuer, IServiceProvider services)
    {
        _publicKey = issuer.PublicKey;
        _handler = services.GetRequiredService<AccessTokenHandler>();
        _verifier = services.GetRequiredService<AccessTokenVerifier>();
        _remembered = services.GetRequiredService<RememberedTokens>();
        _outcome = services.GetRequiredService<VerificationOutcome>();
        _metrics = services.GetRequiredService<VerificationMetrics>();
        OpenIdConnectConfiguration discovered = new() { Issuer = SampleIssuer.Url, JsonWebKeySet = new JsonWebKeySet(issuer.KeySet) };
        foreach (SecurityKey key in discovered.JsonWebKeySet.GetSigningKeys())
        {
            discovered.SigningKeys.Add(key);
        }

        _stockParameters = new TokenValidationParameters
        {
            ValidAudience = "orders",
            ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(discovered),
        };
    }

    public static async Task RunAsync()
    {
        SampleIssuer issuer = new();
        await using SampleResource resource = await SampleResource.StartAsync(issuer);
        new VerificationBenchmark(issuer, resource.Services).Measure(issuer);
    }

    private void Measure(SampleIssuer issuer)
    {
        List<Round> rounds = [];
        for (int round = 0; round < WarmUpRounds + Rounds; round++)
        {
            Sample[] samples = [.. Enumerable.Range(0, TokensOfARound).Select(_ => new Sample(issuer.CreateToken()))];
            rounds.Add(MeasureRound(samples, rotation: round));
            if (round < WarmUpRounds)
            {
                WarmUp(samples);
            }
        }

        rounds.RemoveRange(0, WarmUpRounds);
        Figure.Print("stock_us", Figure.Median(rounds.Select(round => round.Stock)), "us");
        Figure.Print("raw_signature_us", Figure.Median(rounds.Select(round => round.Raw)), "us");
        Figure.Print("cold_us", Figure.Median(rounds.Select(round => round.Cold)), "us");
        Figure.Print("warm_us", Figure.Median(rounds.Select(round => round.Warm)), "us");
        Figure.Print("warm_alloc_bytes", Figure.Median(rounds.Select(round => round.WarmBytes)), "B");
        Figure.Print("warm_speedup", Figure.Median(rounds.Select(round => round.Stock / round.Warm)), "ratio");
        Figure.Print("cold_over_raw", Figure.Median(rounds.Select(round => round.Cold / round.Raw)), "ratio");
    }

    // A token is new to the handler once only, and the compiler wants to see code run more often than that.
    private void WarmUp(Sample[] samples)
    {
        for (int repetition = 0; repetition < WarmUpRepetitions; repetition++)
        {
            Array.ForEach(samples, sample => Require(_verifier.VerifyAsync(sample.Token).AsTask().GetAwaiter().GetResult().Token is not null));
        }
    }

    private Round MeasureRound(Sample[] samples, int rotation)
    {
        Action<Sample>[] variants = [VerifySignature, VerifyStock, Verify];
        double[] microseconds = new double[variants.Length];
        for (int turn = 0; turn < variants.Length; turn++)
        {
            int variant = (turn + rotation) % variants.Length;
            microseconds[variant] = Figure.CpuMicroseconds(() => Array.ForEach(samples, variants[variant])) / samples.Length;
        }

        // A hit is too short for the clock: each token is presented many times.
        double warm = Figure.CpuMicroseconds(() => Repeat(samples)) / (Repetitions * samples.Length);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Repeat(samples);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new Round(microseconds[0], microseconds[1], microseconds[2], warm, (double)allocated / (Repetitions * samples.Length));
    }

    private void Repeat(Sample[] samples)
    {
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            Array.ForEach(samples, DecideAgain);
        }
    }

    private void VerifySignature(Sample sample) =>
        Require(_publicKey.VerifyData(sample.SigningInput, sample.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    // As JwtBearer's handler calls it for each request.
    private void VerifyStock(Sample sample)
    {
        TokenValidationParameters parameters = _stockParameters.Clone();
        TokenValidationResult result = _stock.ValidateTokenAsync(sample.Token, parameters).GetAwaiter().GetResult();
        Require(new ClaimsPrincipal(result.ClaimsIdentity).FindFirst("jti") is not null);
    }

    private void Verify(Sample sample)
    {
        TokenValidationResult result = _handler.ValidateTokenAsync(sample.Token, _stockParameters).GetAwaiter().GetResult();
        _outcome.Accepted();
        Require(new ClaimsPrincipal(result.ClaimsIdentity).FindFirst("jti") is not null);
    }

    // What the fast lane does between the header's value and the request's user.
    private void DecideAgain(Sample sample)
    {
        long begun = _metrics.Begin();
        bool decided = BearerCredentials.TryRead(sample.Authorization, out ReadOnlySpan<char> token)
            & _remembered.TryDecide(token, out AccessToken? known, out RefusalReason? refusal);
        _metrics.Decided(begun, wasRemembered: true);
        _outcome.Accepted();
        Require(decided && refusal is null && new VerifiedUser(known!).Untouched is not null);
    }

    private static void Require(bool accepted)
    {
        if (!accepted)
        {
            throw new InvalidOperationException("A good token was refused.");
        }
    }

    private sealed record Round(double Raw, double Stock, double Cold, double Warm, double WarmBytes);

    /// <summary>A token, and what the bare signature needs of it.</summary>
    private sealed record Sample(string Token)
    {
        public string Authorization { get; } = $"Bearer {Token}";

        public byte[] SigningInput { get; } = Encoding.ASCII.GetBytes(Token[..Token.LastIndexOf('.')]);

        public byte[] Signature { get; } = Base64UrlEncoder.DecodeBytes(Token[(Token.LastIndexOf('.') + 1)..]);
    }
}
