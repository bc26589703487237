using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>Writes <c>{"active":false}</c> and never why (RFC 7662 2.2).</summary>
internal sealed class InactiveResult : IResult
{
    public static readonly InactiveResult Instance = new();

    public Task ExecuteAsync(HttpContext httpContext) => JsonResponse.WriteAsync(
        httpContext, StatusCodes.Status200OK, this, static (json, _) => json.WriteBoolean("active"u8, value: false));
}
