using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer;

/// <summary>Who this issuer is and what its secrets hang on; section <c>Issuer</c>, from the environment.</summary>
internal sealed class IssuerOptions
{
    public const string Section = "Issuer";

    /// <summary>The <c>iss</c> value: this issuer's own https URL, without a trailing slash.</summary>
    public string Identifier { get; set; } = "";

    /// <summary>The gateway's https URL, the <c>{gateway}</c> of registered redirect URIs.</summary>
    public string GatewayUrl { get; set; } = "";

    /// <summary>What every key at rest is encrypted under, at least 22 random characters. The same for all replicas.</summary>
    public string KeyEncryptionSecret { get; set; } = "";

    /// <summary>Secrets that nothing is encrypted under any more and that still open what was. Default: none.</summary>
    public List<string> PreviousKeyEncryptionSecrets { get; } = [];
}

/// <summary>Names every setting that is missing or wrong, each with its fix.</summary>
internal sealed class IssuerOptionsValidator : IValidateOptions<IssuerOptions>
{
    private const int LeastSecretLength = 22;

    public ValidateOptionsResult Validate(string? name, IssuerOptions options)
    {
        ValidateOptionsResultBuilder failures = new();

        // RFC 8414 2: https, no query, no fragment; without a trailing slash, since paths are appended to it.
        if (!IsHttpsOrigin(options.Identifier))
        {
            failures.AddError($"Issuer:Identifier is '{options.Identifier}'; set Issuer__Identifier to this issuer's own https URL without path, query or trailing slash.");
        }

        if (!IsHttpsOrigin(options.GatewayUrl))
        {
            failures.AddError($"Issuer:GatewayUrl is '{options.GatewayUrl}'; set Issuer__GatewayUrl to the gateway's https URL without path, query or trailing slash.");
        }

        if (options.KeyEncryptionSecret.Length < LeastSecretLength)
        {
            failures.AddError($"Issuer:KeyEncryptionSecret is shorter than {LeastSecretLength} characters; set Issuer__KeyEncryptionSecret to a random value, the same for every replica.");
        }

        if (options.PreviousKeyEncryptionSecrets.Exists(secret => secret.Length < LeastSecretLength))
        {
            failures.AddError($"Issuer:PreviousKeyEncryptionSecrets has a value shorter than {LeastSecretLength} characters; set Issuer__PreviousKeyEncryptionSecrets__0 to the secret of before, or remove it.");
        }

        return failures.Build();
    }

    private static bool IsHttpsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && value == uri.GetLeftPart(UriPartial.Authority);
}
