using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.ResourceServer;

namespace TokenAspire.Propagation;

/// <summary>Shows which token arrived, here and at every service further down.</summary>
public static class IdentityEndpointExtensions
{
    /// <summary>Maps <c>GET /identity</c>; any accepted token will do.</summary>
    /// <param name="endpoints">The service's endpoints.</param>
    /// <param name="service">This service's name.</param>
    /// <param name="downstream">The service asked in turn, registered with <c>AddDownstream</c>; null for the last one.</param>
    public static IEndpointConventionBuilder MapIdentity(this IEndpointRouteBuilder endpoints, string service, string? downstream = null) =>
        endpoints.MapGet("/identity", async (HttpContext context, ClaimsPrincipal user, CancellationToken cancellationToken) => new Identity(
            service,
            user.FindFirstValue("sub"),
            user.FindFirstValue("jti"),
            Fingerprint(context),
            downstream is null ? null : await AskAsync(context, downstream, cancellationToken)))
            .RequireAuthorization();

    private static string Fingerprint(HttpContext context)
    {
        string token = context.GetAccessToken() ?? throw new InvalidOperationException("An authorized request came without a token.");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static async Task<JsonNode?> AskAsync(HttpContext context, string downstream, CancellationToken cancellationToken)
    {
        using HttpClient client = context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient(downstream);
        DownstreamAnswer<JsonNode> answer = await client.GetDownstreamAsync<JsonNode>("/identity", scope: null, cancellationToken);
        return answer.Refusal is { } refusal
            ? JsonSerializer.SerializeToNode(new RefusedIdentity(downstream, (int)refusal.Status, refusal.Reason), JsonSerializerOptions.Web)
            : answer.Value;
    }

    private sealed record Identity(
        string Service,
        string? Sub,
        string? Jti,
        string TokenSha256,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? Downstream);

    private sealed record RefusedIdentity(string Service, int Status, string? Reason);
}
