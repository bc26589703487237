using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>The service's own registration at the issuer; section <c>ClientCredentials</c>.</summary>
public sealed class ClientCredentialsOptions
{
    /// <summary>The configuration section: <c>ClientCredentials</c>.</summary>
    public const string Section = "ClientCredentials";

    /// <summary>The <c>client_id</c>. Required.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret, sent by HTTP Basic (RFC 6749 section 2.3.1). Required.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The scopes asked for, separated by spaces. Default: none named, the issuer decides.</summary>
    public string Scope { get; set; } = "";
}

/// <summary>Reports every setting that is missing, each with its fix.</summary>
internal sealed class ClientCredentialsOptionsValidator : IValidateOptions<ClientCredentialsOptions>
{
    public ValidateOptionsResult Validate(string? name, ClientCredentialsOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.ClientId, nameof(options.ClientId), "set it to the client_id registered at the issuer");
        Require(failures, options.ClientSecret, nameof(options.ClientSecret), "set it from a secret store to the client's secret");
        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, string value, string setting, string fix)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            failures.AddError($"{ClientCredentialsOptions.Section}:{setting} is empty; {fix}.");
        }
    }
}
