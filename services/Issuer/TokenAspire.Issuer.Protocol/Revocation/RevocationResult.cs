using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol.Revocation;

/// <summary>
/// Answers without a body: 200 (RFC 7009 2.2) once every verifier is being told, 202 while the
/// revocation is only in the journal and will reach them later.
/// </summary>
internal sealed class RevocationResult : IResult
{
    public static readonly RevocationResult Done = new(StatusCodes.Status200OK);
    public static readonly RevocationResult Pending = new(StatusCodes.Status202Accepted);

    private readonly int _status;

    private RevocationResult(int status) => _status = status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        httpContext.Response.ContentLength = 0;
        httpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";
        httpContext.Response.Headers[HeaderNames.Pragma] = "no-cache";
        return Task.CompletedTask;
    }
}
