using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Which tokens the issuer is asked about.</summary>
public enum IntrospectionMode
{
    /// <summary>None: each is verified here, and one that is no JWT is refused.</summary>
    Off,

    /// <summary>Those without a dot, which mean something to the issuer alone; JWTs are verified here.</summary>
    OpaqueTokens,

    /// <summary>Every one.</summary>
    EveryToken,
}

/// <summary>Settings of token introspection (RFC 7662); section <c>TokenVerification:Introspection</c>.</summary>
public sealed class IntrospectionOptions
{
    private static readonly TimeSpan LongestCacheLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Which tokens the issuer is asked about. Default none.</summary>
    public IntrospectionMode Mode { get; set; } = IntrospectionMode.Off;

    /// <summary>The <c>client_id</c> of this resource server at the issuer. Required where any token is asked about.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Its secret, sent by HTTP Basic (RFC 6749 section 2.3.1). Required where any token is asked about.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>
    /// How long an answer is kept, good or bad; at most 1 minute. A revocation on the log does not wait for it: that is
    /// looked up at every use. Default 5 seconds.
    /// </summary>
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many good answers are kept at a time, and how many bad ones. Default 10,000 each.</summary>
    public int CachedAnswers { get; set; } = 10_000;

    /// <summary>How long the issuer may take to answer; at most 30 seconds. Default 2 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    internal void Validate(ValidateOptionsResultBuilder failures)
    {
        bool isOff = Mode == IntrospectionMode.Off;
        Require(failures, Enum.IsDefined(Mode), nameof(Mode), "set it to Off, OpaqueTokens or EveryToken");
        Require(failures, isOff || !string.IsNullOrWhiteSpace(ClientId), nameof(ClientId), "set it to a client registered at the issuer that may introspect");
        Require(failures, isOff || !string.IsNullOrWhiteSpace(ClientSecret), nameof(ClientSecret), "set it from a secret store to the client's secret");
        Require(failures, CacheLifetime >= TimeSpan.Zero && CacheLifetime <= LongestCacheLifetime, nameof(CacheLifetime), $"set it to between 0 and {LongestCacheLifetime}");
        Require(failures, CachedAnswers is >= 100 and <= 1_000_000, nameof(CachedAnswers), "set it to between 100 and 1000000");
        Require(failures, Timeout > TimeSpan.Zero && Timeout <= LongestTimeout, nameof(Timeout), $"set it to more than 0 and at most {LongestTimeout}");
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string fix)
    {
        if (!holds)
        {
            failures.AddError($"{TokenVerificationOptions.Section}:{nameof(TokenVerificationOptions.Introspection)}:{setting} is not usable; {fix}.");
        }
    }
}
