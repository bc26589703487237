using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>A valid device authorization request.</summary>
/// <param name="Client">The client that runs on the device.</param>
/// <param name="Scopes">What the person will be asked for, narrowed to the resources that the client named.</param>
internal sealed record DeviceAuthorizationRequest(ClientRegistration Client, IReadOnlyList<string> Scopes);
