namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>The registered clients and API resources. Answers from memory.</summary>
public interface IRegistrations
{
    /// <summary>Every API resource.</summary>
    IReadOnlyCollection<ApiResource> ApiResources { get; }

    /// <summary>The client with that <c>client_id</c>, compared exactly; null where there is none.</summary>
    ClientRegistration? FindClient(string clientId);

    /// <summary>The API resource that a client names by its audience value or its URI, to the letter; null where there is none.</summary>
    ApiResource? FindResource(string identifier);

    /// <summary>The API resource that a scope belongs to; null for an identity scope or an unknown one.</summary>
    ApiResource? FindResourceOfScope(string scope);
}
