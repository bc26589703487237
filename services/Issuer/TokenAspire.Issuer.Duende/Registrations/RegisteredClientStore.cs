using System.Runtime.CompilerServices;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Stores;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>The registered clients. Each registration is mapped once; a change is a new registration, and mapped anew.</summary>
internal sealed class RegisteredClientStore(IRegistrations registrations, IOptions<ProtocolEngineOptions> options) : IClientStore
{
    private readonly ConditionalWeakTable<ClientRegistration, Client> _mapped = [];

    public Client Map(ClientRegistration registration) =>
        _mapped.GetValue(registration, found => ClientMapping.ToClient(found, options.Value));

    public Task<Client?> FindClientByIdAsync(string clientId, CancellationToken ct) =>
        Task.FromResult(registrations.FindClient(clientId) is ClientRegistration found ? Map(found) : null);

    // Asked by nothing of what this adapter uses; the port to registrations does not list them.
    public IAsyncEnumerable<Client> GetAllClientsAsync(CancellationToken ct) => throw new NotSupportedException("Clients are found by name.");
}
