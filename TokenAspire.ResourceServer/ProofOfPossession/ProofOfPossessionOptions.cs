using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Settings of DPoP (RFC 9449); section <c>TokenVerification:ProofOfPossession</c>.</summary>
public sealed class ProofOfPossessionOptions
{
    private static readonly TimeSpan LeastLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The https URLs under which clients know this service, such as <c>https://api.example.com/shop</c>; what follows is
    /// the path of the request as it arrives here. Proofs are compared with these, and never with the request's
    /// <c>Host</c>, which whoever replays a proof would choose. Default: the addresses the server listens on, where they
    /// name a host.
    /// </summary>
    public IList<string> PublicUrls { get; } = [];

    /// <summary>
    /// Whether clients reach this service only through others that have checked the proof, and that forward it with the
    /// token: a gateway, or a service called before. Then key, signature, token and age of the proof are checked again;
    /// method, URL and replay are not, for the proof was made for the edge and comes here as often as the work takes.
    /// Default false.
    /// </summary>
    public bool CheckedAtEdge { get; set; }

    /// <summary>How long a proof is good for after it was made; 5 seconds to 5 minutes. Default 60 seconds.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many proofs this process remembers at a time, against replay; at most about 64 bytes each. Beyond them requests
    /// are answered with 503. Default 500,000: some 5,000 proofs a second.
    /// </summary>
    public int RememberedProofs { get; set; } = 500_000;

    internal void Validate(ValidateOptionsResultBuilder failures)
    {
        Require(failures, PublicUrls.All(url => ProofTarget.Normalize(url)?.StartsWith("https:", StringComparison.Ordinal) == true), nameof(PublicUrls), "name https URLs such as https://api.example.com");
        Require(failures, Lifetime >= LeastLifetime && Lifetime <= MostLifetime, nameof(Lifetime), $"set it to between {LeastLifetime} and {MostLifetime}");
        Require(failures, RememberedProofs is >= 100 and <= 50_000_000, nameof(RememberedProofs), "set it to between 100 and 50000000");
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string fix)
    {
        if (!holds)
        {
            failures.AddError($"{TokenVerificationOptions.Section}:{nameof(TokenVerificationOptions.ProofOfPossession)}:{setting} is not usable; {fix}.");
        }
    }
}
