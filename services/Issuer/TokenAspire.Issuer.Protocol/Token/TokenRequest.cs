using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>A token request of a known client that may use the grant; the grant's own validator reads the rest.</summary>
internal sealed record TokenRequest
{
    public required ClientRegistration Client { get; init; }

    public required RequestParameters Parameters { get; init; }

    /// <summary>What the device calls itself, cut to what is kept.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The browser and the place that it came from.</summary>
    public RequestOrigin Origin { get; init; } = RequestOrigin.Unknown;

    /// <summary>The device that the client names.</summary>
    public string? DeviceId => Parameters[ParameterNames.DeviceId];
}
