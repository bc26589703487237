namespace TokenAspire.ResourceServer;

/// <summary>Settings of token verification; section <c>TokenVerification</c>.</summary>
public sealed class TokenVerificationOptions
{
    /// <summary>The configuration section: <c>TokenVerification</c>.</summary>
    public const string Section = "TokenVerification";

    /// <summary>
    /// The issuer's URL, https, exactly as in the <c>iss</c> claim; its discovery document is read from there. Required.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The API resources this service is; a token must name at least one in <c>aud</c>. Required.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>The longest token that is looked at. Default 8192.</summary>
    public int MaxTokenBytes { get; set; } = 8192;

    /// <summary>How far the issuer's clock may be off; at most 30 seconds. Default 30 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How old the revocation replica may be before standard decisions count as degraded and are warned about. Default
    /// 30 seconds.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How old the revocation replica may be before every request is refused. Default 5 minutes.</summary>
    public TimeSpan RefuseAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How old the revocation replica may be for a sensitive decision. Default 1 second.</summary>
    public TimeSpan SensitiveMaxAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many verified tokens are remembered, so that the next request with one need not verify it again. With tokens
    /// of five minutes there is little more than one a user at a time. Default 20,000; 0 remembers none.
    /// </summary>
    public int CachedTokens { get; set; } = 20_000;

    /// <summary>How much memory the remembered tokens may take. Default 64 MiB, about 15,000 tokens of the usual size.</summary>
    public long CachedBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Whether a remembered token is answered before the authentication and authorization middleware, which then has
    /// nothing left to decide. Off, every request passes through both. Default true.
    /// </summary>
    public bool FastLane { get; set; } = true;

    /// <summary>
    /// The longest time until the issuer's keys are read again; its <c>Cache-Control: max-age</c> can shorten it. Default
    /// 5 minutes.
    /// </summary>
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The least time between two reads caused by unknown keys, and so the longest a request with a new key waits for
    /// its read to begin. Default 1 second.
    /// </summary>
    public TimeSpan KeyRefreshThrottle { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one read of the issuer's keys may take. Default 5 seconds.</summary>
    public TimeSpan KeyRefreshTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long keys stay in use while the issuer cannot be reached; after that every token is answered with 503.
    /// Default 24 hours.
    /// </summary>
    public TimeSpan KeyMaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Asking the issuer about tokens; section <c>TokenVerification:Introspection</c>.</summary>
    public IntrospectionOptions Introspection { get; } = new();

    /// <summary>Proof of possession (DPoP); section <c>TokenVerification:ProofOfPossession</c>.</summary>
    public ProofOfPossessionOptions ProofOfPossession { get; } = new();
}
