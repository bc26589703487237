using Duende.IdentityServer.Validation;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Registrations;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Tells Duende which client the gate has authenticated: secrets, assertions and their one use are checked once.</summary>
internal sealed class AdmittedClient(AdmittedRequest admitted, RegisteredClientStore clients) : IClientSecretValidator, IApiSecretValidator
{
    public Task<ClientSecretValidationResult> ValidateAsync(HttpContext context, CancellationToken ct) => Task.FromResult(
        admitted.Client is ClientRegistration client
            ? new ClientSecretValidationResult { IsError = false, Client = clients.Map(client) }
            : new ClientSecretValidationResult { IsError = true, Error = "invalid_client" });

    // Resource servers are clients here.
    Task<ApiSecretValidationResult> IApiSecretValidator.ValidateAsync(HttpContext context, CancellationToken ct) =>
        Task.FromResult(new ApiSecretValidationResult { IsError = true });
}
