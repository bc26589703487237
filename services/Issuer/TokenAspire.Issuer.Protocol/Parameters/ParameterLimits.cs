using System.Collections.Frozen;

namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>How much of a request is looked at. Lengths are in characters, after decoding.</summary>
internal static class ParameterLimits
{
    /// <summary>Bytes of a whole body or query.</summary>
    public const int Encoded = 32 * 1024;

    /// <summary>Parameters in one request.</summary>
    public const int Count = 64;

    /// <summary>Of a parameter's name.</summary>
    public const int Name = 100;

    private const int Unlisted = 2_000;

    private static readonly FrozenDictionary<string, int> Values = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ParameterNames.ActorToken] = 8_192,
        [ParameterNames.ClientAssertion] = 8_192,
        [ParameterNames.ClientAssertionType] = 100,
        [ParameterNames.ClientId] = 100,
        [ParameterNames.ClientSecret] = 256,
        [ParameterNames.Code] = 128,
        [ParameterNames.CodeChallenge] = 128,
        [ParameterNames.CodeChallengeMethod] = 20,
        [ParameterNames.CodeVerifier] = 128,
        [ParameterNames.ConsentDenied] = 20,
        [ParameterNames.DeviceCode] = 128,
        [ParameterNames.DeviceId] = 128,
        [ParameterNames.DpopKeyThumbprint] = 43,
        [ParameterNames.GrantType] = 100,
        [ParameterNames.IdTokenHint] = 8_192,
        [ParameterNames.LoginRequestedAt] = 20,
        [ParameterNames.MaxAge] = 10,
        [ParameterNames.Nonce] = 300,
        [ParameterNames.PostLogoutRedirectUri] = 1_000,
        [ParameterNames.Prompt] = 100,
        [ParameterNames.RedirectUri] = 1_000,
        [ParameterNames.RefreshToken] = 128,
        [ParameterNames.Request] = 8_192,
        [ParameterNames.RequestUri] = 500,
        [ParameterNames.ResponseMode] = 50,
        [ParameterNames.ResponseType] = 50,
        [ParameterNames.Scope] = 1_000,
        [ParameterNames.State] = 2_000,
        [ParameterNames.SubjectToken] = 8_192,
        [ParameterNames.Token] = 8_192,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The longest value of a parameter.</summary>
    public static int Of(string name) => Values.GetValueOrDefault(name, Unlisted);
}
