using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace TokenAspire.Issuer.Audit;

/// <summary>An event as the API shows it.</summary>
internal sealed record AuditOutput(
    long Sequence, DateTimeOffset At, string Event, string Outcome, string? Actor, string? Sub, string? ClientId, string? Sid,
    string? Address, string? Detail);

/// <summary>One page, newest first; <c>next</c> is the <c>before</c> of the following page.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditOutput> Items, long? Next);

internal static class AuditEndpoints
{
    private const int LongestText = 256;
    private const int DefaultPage = 50;
    private const int LongestPage = 500;

    public static void MapAudit(this RouteGroupBuilder admin) => admin.MapGet("/audit", ListAsync);

    private static async Task<Results<Ok<AuditPage>, ValidationProblem>> ListAsync(
        string? sub, [FromQuery(Name = "client_id")] string? clientId, [FromQuery(Name = "event")] string? name,
        DateTimeOffset? from, DateTimeOffset? to, long? before, int? limit, PostgresAuditTable table, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> mistakes = new(StringComparer.Ordinal);
        int length = limit ?? DefaultPage;
        if (length is < 1 or > LongestPage)
        {
            mistakes["limit"] = [$"Use 1 to {LongestPage}."];
        }

        foreach ((string field, string? value) in new[] { ("sub", sub), ("client_id", clientId), ("event", name) })
        {
            if (value is not null && (value.Length is 0 or > LongestText || value.Any(char.IsControl)))
            {
                mistakes[field] = [$"Use 1 to {LongestText} characters, none of them a control character."];
            }
        }

        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        AuditQuery query = new(sub, clientId, name, from, to, before ?? long.MaxValue, length);
        IReadOnlyList<StoredEvent> page = await table.ReadAsync(query, cancellationToken);
        return TypedResults.Ok(new AuditPage([.. page.Select(Output)], page.Count == length ? page[^1].Sequence : null));
    }

    private static AuditOutput Output(StoredEvent stored) => new(
        stored.Sequence, stored.OccurredAt, stored.Event.Name, stored.Event.Outcome, stored.Event.Actor, stored.Event.SubjectId,
        stored.Event.ClientId, stored.Event.SessionId, stored.Event.RemoteAddress, stored.Event.Detail);
}
