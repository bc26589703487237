using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.Gateway.Tests.Hosting;

/// <summary>What the stand-in issuer says about a person's own sessions: what the test says.</summary>
internal sealed class StandInSessions
{
    private static readonly (int, string, string) None = (StatusCodes.Status200OK, "application/json", "[]");

    /// <summary>What came: the method, the session named, and with which token.</summary>
    public ConcurrentQueue<(string Method, string? Sid, string Authorization)> Requests { get; } = [];

    /// <summary>What it is answered with: a status, and a body of this type.</summary>
    public (int Status, string Type, string Body) Answer { get; set; } = None;

    public void Reset()
    {
        Answer = None;
        Requests.Clear();
    }

    public IResult Handle(HttpRequest request, string? sid)
    {
        Requests.Enqueue((request.Method, sid, request.Headers.Authorization.ToString()));
        return Answer.Body.Length > 0 ? Results.Text(Answer.Body, Answer.Type, statusCode: Answer.Status) : Results.StatusCode(Answer.Status);
    }
}
