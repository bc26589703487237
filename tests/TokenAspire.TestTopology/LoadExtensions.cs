namespace TokenAspire.TestTopology;

/// <summary>What load needs that comes from one address, and perhaps with one token.</summary>
internal static class LoadExtensions
{
    /// <summary>Puts the gateway's rate limits where no traffic reaches them; the code that counts runs as ever.</summary>
    public static IResourceBuilder<ProjectResource> LiftRateLimits(this IResourceBuilder<ProjectResource> service)
    {
        if (service.Resource.Name == "gateway")
        {
            foreach (string limit in new[] { "Address", "RefusedTokens", "Client", "Subject" })
            {
                service.WithEnvironment($"RateLimits__{limit}__PerSecond", "1000000").WithEnvironment($"RateLimits__{limit}__Burst", "1000000");
            }
        }

        return service;
    }
}
