using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>The issuer's introspection endpoint, counted: what it was told about is active, anything else is not.</summary>
internal sealed class TestIntrospection
{
    private readonly ConcurrentDictionary<string, JsonNode> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly Lock _counting = new();
    private int _atOnce;

    public string? Endpoint { get; set; }

    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>What every question waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public string? LastAuthorization { get; private set; }

    public int Requests => _asked.Count;

    /// <summary>How many questions there were at one moment, at most.</summary>
    public int MostAtOnce { get; private set; }

    public IEnumerable<string> Asked => _asked;

    /// <summary>What is said about a token from now on.</summary>
    public void Tell(string token, JsonNode answer) => _answers[token] = answer;

    public void Forget(string token) => _answers.TryRemove(token, out _);

    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        LastAuthorization = request.Headers.Authorization;
        _asked.Enqueue(form["token"].ToString());
        Count(1);
        await Gate.WaitAsync(request.HttpContext.RequestAborted);
        Count(-1);
        if (Status != StatusCodes.Status200OK)
        {
            return Results.StatusCode(Status);
        }

        JsonNode answer = _answers.TryGetValue(form["token"].ToString(), out JsonNode? known) ? known.DeepClone() : new JsonObject { ["active"] = false };
        return Results.Text(answer.ToJsonString(), "application/json");
    }

    private void Count(int change)
    {
        lock (_counting)
        {
            _atOnce += change;
            MostAtOnce = Math.Max(MostAtOnce, _atOnce);
        }
    }
}
