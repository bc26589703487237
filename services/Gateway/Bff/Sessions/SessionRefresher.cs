using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>The outcome of a refresh, with the new session where there is one.</summary>
internal sealed record RefreshResult(TokenOutcome Outcome, BrowserSession? Session);

/// <summary>
/// Refreshes a session once for all its requests in this process, however many tabs they come from. What other replicas
/// refresh at the same moment is the same: within its grace window the issuer answers a repeat with the same successor.
/// </summary>
internal sealed class SessionRefresher(IssuerClient issuer, IOptions<BffOptions> options, TimeProvider time, ILogger<SessionRefresher> logger)
{
    // A browser that never received its new cookie comes back with the old one; for this long that does no harm here. The
    // issuer would take it for a stolen one after its grace window.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    // An issuer that does not answer is not asked again by every request; counted from the beginning of the question.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly Queue<(string RefreshToken, Flight Flight)> _order = [];

    private sealed record Flight(Task<RefreshResult> Result, long BeganAt)
    {
        // Only looked at when the result is there.
        public TimeSpan UsableFor => Result.Result.Outcome == TokenOutcome.Unavailable ? Pause : Remembered;
    }

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

    private bool IsUsable(Flight flight) =>
        !flight.Result.IsCompleted || (flight.Result.IsCompletedSuccessfully && time.GetElapsedTime(flight.BeganAt) < flight.UsableFor);

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
        TokenAnswer answer = await issuer.RefreshAsync(session.RefreshToken);
        switch (answer)
        {
            case { Outcome: TokenOutcome.Granted, Tokens: { } tokens }:
                Log.Refreshed(logger);
                return new RefreshResult(TokenOutcome.Granted, BrowserSession.Create(
                    tokens, session.SessionId, answer.AskedAt, session.ExpiresAt, options.Value, tokens.IdToken ?? session.IdToken));

            case { Outcome: TokenOutcome.Refused }:
                Log.RefreshRefused(logger);
                return new RefreshResult(TokenOutcome.Refused, Session: null);

            default:
                return new RefreshResult(TokenOutcome.Unavailable, Session: null);
        }
    }
}
