using Microsoft.AspNetCore.Http.HttpResults;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Admin;

/// <summary>The body of <c>POST /admin/revocations</c>.</summary>
internal sealed record RevocationInput(string? Kind, string? Value, string? Reason);

/// <summary>A revocation as the API shows it.</summary>
internal sealed record RevocationOutput(
    long Sequence, string Kind, string Value, string? Reason, string? Actor, DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt, bool Published);

/// <summary>One page of the journal, newest first; <c>next</c> is the <c>before</c> of the following page.</summary>
internal sealed record RevocationPage(IReadOnlyList<RevocationOutput> Items, long? Next);

internal static class RevocationEndpoints
{
    private const int LongestText = 256;
    private const int DefaultPage = 50;
    private const int LongestPage = 500;

    public static void MapRevocations(this RouteGroupBuilder admin)
    {
        admin.MapPost("/revocations", RevokeAsync);
        admin.MapGet("/revocations", ListAsync);
    }

    private static async Task<Results<JsonHttpResult<RevocationOutput>, ValidationProblem>> RevokeAsync(
        RevocationInput input, HttpContext context, TokenRevoker revoker, IRegistrations registrations, ILogger<TokenRevoker> logger,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> mistakes = Mistakes(input, registrations, out RevocationKind kind);
        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        string value = Guid.TryParse(input.Value, out Guid id) ? id.ToString() : input.Value!;
        string reason = string.IsNullOrWhiteSpace(input.Reason) ? "operator_request" : input.Reason;
        string actor = context.Actor();
        RevocationReceipt receipt = await revoker.RevokeAsync(kind, value, reason, actor, cancellationToken);
        bool published = receipt.Outcome is PublicationOutcome.Published;
        Log.Revoked(logger, actor, input.Kind!, receipt.Revocation.Sequence, published);

        RevocationOutput output = Output(new AuditedRevocation(receipt.Revocation, reason, actor, PublishedAt: null)) with { Published = published };
        return TypedResults.Json(output, statusCode: published ? StatusCodes.Status201Created : StatusCodes.Status202Accepted);
    }

    private static async Task<Results<Ok<RevocationPage>, ValidationProblem>> ListAsync(
        long? before, int? limit, PostgresRevocationJournal journal, CancellationToken cancellationToken)
    {
        int length = limit ?? DefaultPage;
        if (length is < 1 or > LongestPage)
        {
            return TypedResults.ValidationProblem(Mistake("limit", $"Use 1 to {LongestPage}."));
        }

        IReadOnlyList<AuditedRevocation> page = await journal.ReadPageAsync(before ?? long.MaxValue, length, cancellationToken);
        long? next = page.Count == length ? page[^1].Revocation.Sequence : null;
        return TypedResults.Ok(new RevocationPage([.. page.Select(Output)], next));
    }

    private static Dictionary<string, string[]> Mistakes(RevocationInput input, IRegistrations registrations, out RevocationKind kind)
    {
        Dictionary<string, string[]> mistakes = new(StringComparer.Ordinal);
        if (!RevocationKinds.TryParse(input.Kind, out kind) || !RevocationKinds.All.Contains(kind))
        {
            mistakes["kind"] = [$"Use one of {string.Join(", ", RevocationKinds.All.Select(known => known.ToWire()))}."];
        }
        else if (!IsValue(kind, input.Value, registrations))
        {
            // A value that no token can carry would be accepted, published and never refuse anything.
            mistakes["value"] = [$"No token of this issuer can have this {input.Kind}; copy the claim's value exactly."];
        }

        if (input.Reason is { } reason && (reason.Length > LongestText || reason.Any(char.IsControl)))
        {
            mistakes["reason"] = [$"Use at most {LongestText} characters, none of them a control character."];
        }

        return mistakes;
    }

    private static bool IsValue(RevocationKind kind, string? value, IRegistrations registrations) => kind switch
    {
        RevocationKind.Token or RevocationKind.Session => Guid.TryParse(value, out _),

        // A client that was registered until now may still have tokens about.
        RevocationKind.Client => value is { Length: > 0 and <= LongestText } && value.All(character => character is >= '!' and <= '~'),

        // The sub of a client's own tokens is its client_id.
        _ => Guid.TryParse(value, out _) || (value is not null && registrations.FindClient(value) is not null),
    };

    private static Dictionary<string, string[]> Mistake(string field, string text) => new(StringComparer.Ordinal) { [field] = [text] };

    private static RevocationOutput Output(AuditedRevocation audited)
    {
        RevocationEntry entry = audited.Revocation.Entry;
        return new RevocationOutput(
            audited.Revocation.Sequence, entry.Kind.ToWire(), entry.Value, audited.Reason, audited.Actor,
            entry.RevokedAt, entry.ExpiresAt, audited.PublishedAt is not null);
    }
}
