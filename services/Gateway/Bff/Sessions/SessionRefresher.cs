using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>The outcome of a refresh, with the new session where there is one.</summary>
internal sealed record RefreshResult(TokenOutcome Outcome, BrowserSession? Session);

/// <summary>
/// Refreshes a session once for all its requests in this process, however many tabs they come from. What other replicas
/// refresh at the same moment is the same: within its grace window the issuer answers a repeat with the same successor.
/// </summary>
internal sealed class SessionRefresher(
    IssuerClient issuer,
    IssuerTokenValidator tokenValidator,
    SessionSuccessors successors,
    IOptions<BffOptions> options,
    TimeProvider time,
    ILogger<SessionRefresher> logger)
{
    // As many answers in a row may be lost.
    private const int LongestChain = 16;

    // Requests that were under way when the cookie changed still have the old one. The issuer would take it for a stolen
    // one after its grace window.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    // An issuer that does not answer is not asked again by every request; counted from the beginning of the question.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly Queue<(string RefreshToken, Flight Flight)> _order = [];

    private sealed record Flight(Task<RefreshResult> Result, long BeganAt);

    /// <summary>Joins the refresh under way, or takes its result, or starts one.</summary>
    public Task<RefreshResult> RefreshAsync(BrowserSession session)
    {
        lock (_gate)
        {
            Forget();
            if (_flights.TryGetValue(session.RefreshToken, out Flight? flight) && IsUsable(flight))
            {
                return flight.Result;
            }

            // Off this caller's stack, and not ended by this caller: others have joined.
            flight = new Flight(Task.Run(() => ExchangeAsync(session)), time.GetTimestamp());
            _flights[session.RefreshToken] = flight;
            _order.Enqueue((session.RefreshToken, flight));
            return flight.Result;
        }
    }

    // Tokens that live for less than a minute are not handed out after their end.
    private bool IsUsable(Flight flight) =>
        !flight.Result.IsCompleted
        || (flight.Result.IsCompletedSuccessfully && flight.Result.Result switch
        {
            { Outcome: TokenOutcome.Unavailable } => time.GetElapsedTime(flight.BeganAt) < Pause,
            { Session: { } session } when session.AccessTokenExpiresAt <= time.GetUtcNow() => false,
            _ => time.GetElapsedTime(flight.BeganAt) < Remembered,
        });

    private void Forget()
    {
        while (_order.TryPeek(out (string RefreshToken, Flight Flight) oldest) && time.GetElapsedTime(oldest.Flight.BeganAt) >= Remembered)
        {
            _order.Dequeue();
            if (_flights.GetValueOrDefault(oldest.RefreshToken) == oldest.Flight)
            {
                _flights.Remove(oldest.RefreshToken);
            }
        }
    }

    private async Task<RefreshResult> ExchangeAsync(BrowserSession session)
    {
        // The browser may not have received what this session has become since.
        BrowserSession latest = session;
        for (int step = 0; step < LongestChain && await successors.FindAsync(latest) is { } successor; step++)
        {
            latest = successor;
        }

        return latest != session && latest.RefreshDueAt > time.GetUtcNow()
            ? new RefreshResult(TokenOutcome.Granted, latest)
            : await AskIssuerAsync(latest);
    }

    private async Task<RefreshResult> AskIssuerAsync(BrowserSession session)
    {
        TokenAnswer answer = await issuer.RefreshAsync(session.RefreshToken);
        switch (answer)
        {
            case { Outcome: TokenOutcome.Granted, Tokens: { } tokens }:
                if (tokens.IdToken is not null && !await tokenValidator.IsRefreshedIdTokenAsync(tokens.IdToken, session.IdToken, tokens.AccessToken))
                {
                    Log.IdTokenRefused(logger);
                    return new RefreshResult(TokenOutcome.Refused, Session: null);
                }

                BrowserSession successor = BrowserSession.Create(
                    tokens, session.SessionId, answer.AskedAt, session.ExpiresAt, options.Value, tokens.IdToken ?? session.IdToken, SessionSuccessors.KeyOf(session.RefreshToken));
                await successors.KeepAsync(session, successor);
                Log.Refreshed(logger);
                return new RefreshResult(TokenOutcome.Granted, successor);

            case { Outcome: TokenOutcome.Refused }:
                Log.RefreshRefused(logger);
                return new RefreshResult(TokenOutcome.Refused, Session: null);

            default:
                return new RefreshResult(TokenOutcome.Unavailable, Session: null);
        }
    }
}
