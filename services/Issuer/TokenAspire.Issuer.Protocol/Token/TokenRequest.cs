using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>A token request of a known client that may use the grant; the grant's own validator reads the rest.</summary>
internal sealed record TokenRequest
{
    /// <summary>What a device identifier begins with that is a key's thumbprint; a client cannot name such a device, only prove it.</summary>
    public const string ProofKeyPrefix = "jkt:";

    public required ClientRegistration Client { get; init; }

    public required RequestParameters Parameters { get; init; }

    /// <summary>What the device calls itself, cut to what is kept.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The browser and the place that it came from.</summary>
    public RequestOrigin Origin { get; init; } = RequestOrigin.Unknown;

    /// <summary>The thumbprint of the key whose possession the client proved; null where it did not.</summary>
    public string? ProofKey { get; init; }

    /// <summary>
    /// The device that a refresh family belongs to: what the client names, or the key that it holds. RFC 9449 5: refresh
    /// tokens of public clients are bound to it; a confidential client's are bound to the client.
    /// </summary>
    public string? DeviceId => Client.IsPublic && ProofKey is not null ? ProofKeyPrefix + ProofKey : Parameters[ParameterNames.DeviceId];
}
