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
/// and when it has seen it before. All variants decide about the same tokens, a few at a time by turns, so that a machine
/// that changes its speed changes it for all of them; no token is in two rounds.
/// </summary>
internal sealed class VerificationBenchmark
{
    private const int Rounds = 81;
    private const int WarmUpRounds = 10;
    private const int TokensOfARound = 200;
    private const int TokensOfABlock = 20;
    private const int Repetitions = 50;
    private const int WarmUpRepetitions = 10;

    private readonly RSA _publicKey;
    private readonly JsonWebTokenHandler _stock = new();
    private readonly TokenValidationParameters _stockParameters;
    private readonly TokenAuthenticator _authenticator;
    private readonly VerifiedTokenCache _cache;
    private readonly VerificationOutcome _outcome;

    private VerificationBenchmark(SampleIssuer issuer, IServiceProvider services)
    {
        _publicKey = issuer.PublicKey;
        _authenticator = services.GetRequiredService<TokenAuthenticator>();
        _cache = services.GetRequiredService<VerifiedTokenCache>();
        _outcome = services.GetRequiredService<VerificationOutcome>();
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
            if (round < WarmUpRounds)
            {
                WarmUp(samples);
            }

            rounds.Add(MeasureRound(samples, rotation: round));
        }

        rounds.RemoveRange(0, WarmUpRounds);
        Figure.Print("stock_us", Figure.Median(rounds.Select(round => round.Stock)), "us");
        Figure.Print("raw_signature_us", Figure.Median(rounds.Select(round => round.Raw)), "us");
        Figure.Print("cold_us", Figure.Median(rounds.Select(round => round.Cold)), "us");
        Figure.Print("cold_identity_us", Figure.Median(rounds.Select(round => round.ColdIdentity)), "us");
        Figure.Print("warm_us", Figure.Median(rounds.Select(round => round.Warm)), "us");
        Figure.Print("warm_alloc_bytes", Figure.Median(rounds.Select(round => round.WarmBytes)), "B");
        Figure.Print("warm_speedup", Figure.Median(rounds.Select(round => round.Stock / round.Warm)), "ratio");
        Figure.Print("cold_over_raw", Figure.Median(rounds.Select(round => round.Cold / round.Raw)), "ratio");
        Figure.Print("cold_identity_over_raw", Figure.Median(rounds.Select(round => round.ColdIdentity / round.Raw)), "ratio");
    }

    // The compiler wants to see code run more often than once a token.
    private void WarmUp(Sample[] samples)
    {
        for (int repetition = 0; repetition < WarmUpRepetitions; repetition++)
        {
            MeasureRound(samples, repetition);
        }
    }

    private Round MeasureRound(Sample[] samples, int rotation)
    {
        Action<Sample>[] variants = [VerifySignature, VerifyStock, Verify, VerifyAndMakeIdentity];
        double[] microseconds = new double[variants.Length];
        foreach (Sample[] block in samples.Chunk(TokensOfABlock))
        {
            for (int turn = 0; turn < variants.Length; turn++)
            {
                // Once untimed: whatever came before it, it finds the processor's caches as it leaves them itself.
                int variant = (turn + rotation) % variants.Length;
                Present(block, variants[variant]);
                microseconds[variant] += Present(block, variants[variant]) / samples.Length;
            }

            rotation++;
        }

        // A hit is too short for the clock: each token is presented many times.
        Array.ForEach(samples, Verify);
        double warm = Figure.CpuMicroseconds(() => Repeat(samples)) / (Repetitions * samples.Length);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Repeat(samples);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new Round(microseconds[0], microseconds[1], microseconds[2], microseconds[3], warm, (double)allocated / (Repetitions * samples.Length));
    }

    // Each token is new to whoever verifies it.
    private double Present(Sample[] block, Action<Sample> variant)
    {
        Array.ForEach(block, Forget);
        return Figure.CpuMicroseconds(() => Array.ForEach(block, variant));
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
        Require(new ClaimsPrincipal(result.ClaimsIdentity).FindFirst("sub") is not null);
    }

    // What the fast lane does with a token that is new to it, as far as the request's user, whose claims are then asked for
    // as a policy does.
    private void Verify(Sample sample)
    {
        VerifiedUser user = Authenticate(sample);
        Require(user.Token.HasScope("orders:read") && user.HasClaim("tenant_id", "acme") && user.IsInRole("support"));
    }

    // The same for an endpoint that wants ordinary claims: all of them are made then.
    private void VerifyAndMakeIdentity(Sample sample) => Require(Authenticate(sample).FindFirst("sub") is not null);

    private VerifiedUser Authenticate(Sample sample)
    {
        ValueTask<VerificationResult> deciding = _authenticator.AuthenticateAsync(sample.Token, CancellationToken.None);
        VerificationResult decided = deciding.IsCompletedSuccessfully ? deciding.Result : default;
        _outcome.Accepted();
        Require(decided.Token is not null);
        return new VerifiedUser(decided.Token!);
    }

    private void Forget(Sample sample)
    {
        if (_cache.TryFind(sample.Token, out AccessToken? known))
        {
            _cache.Remove(known);
        }
    }

    // What the fast lane does between the header's value and the request's user.
    private void DecideAgain(Sample sample)
    {
        Require(BearerCredentials.TryRead(sample.Authorization, out ReadOnlySpan<char> token));
        VerificationResult decided = _authenticator.Recall(token) ?? default;
        _outcome.Accepted();
        Require(decided.Token is not null && new VerifiedUser(decided.Token).Untouched is not null);
    }

    private static void Require(bool accepted)
    {
        if (!accepted)
        {
            throw new InvalidOperationException("A good token was refused.");
        }
    }

    private sealed record Round(double Raw, double Stock, double Cold, double ColdIdentity, double Warm, double WarmBytes);

    /// <summary>A token, and what the bare signature needs of it.</summary>
    private sealed record Sample(string Token)
    {
        public string Authorization { get; } = $"Bearer {Token}";

        public byte[] SigningInput { get; } = Encoding.ASCII.GetBytes(Token[..Token.LastIndexOf('.')]);

        public byte[] Signature { get; } = Base64UrlEncoder.DecodeBytes(Token[(Token.LastIndexOf('.') + 1)..]);
    }
}
