using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>A key, or the reason there is none.</summary>
internal readonly record struct KeyLookup(VerificationKey? Key, RefusalReason? Refusal)
{
    public static KeyLookup Found(VerificationKey key) => new(key, Refusal: null);

    public static KeyLookup Refused(RefusalReason reason) => new(Key: null, reason);
}

/// <summary>
/// The issuer's keys as last read. Keys that were read stay in use while the issuer cannot be reached; a key that leaves
/// the issuer's set leaves here with the next read.
/// </summary>
internal sealed class IssuerKeySet(
    IssuerDocumentReader reader,
    IOptions<TokenVerificationOptions> options,
    VerificationMetrics metrics,
    TimeProvider time,
    ILogger<IssuerKeySet> logger)
{
    private readonly TokenVerificationOptions _options = options.Value;
    private readonly SingleFlight<bool> _reads = new();
    private readonly Lock _gate = new();
    private volatile IssuerDocument? _document;
    private Task<bool>? _nextRefetch;
    private long? _refetchedAt;
    private bool _isFailing;

    public bool IsLoaded => _document is not null;

    /// <summary>The key with this <c>kid</c>, if it is bound to this algorithm.</summary>
    public async ValueTask<KeyLookup> FindAsync(string? keyId, string algorithm)
    {
        if (_document is null)
        {
            await RefetchAsync(KeyRefreshTrigger.Startup, () => _document is not null);
        }

        if (_document is not { } document)
        {
            return KeyLookup.Refused(RefusalReason.KeysUnavailable);
        }

        if (string.IsNullOrEmpty(keyId))
        {
            return KeyLookup.Refused(RefusalReason.UnknownKey);
        }

        if (!document.Keys.TryGetValue(keyId, out VerificationKey? key))
        {
            await RefetchAsync(KeyRefreshTrigger.UnknownKey, () => _document.Keys.ContainsKey(keyId));
            key = _document.Keys.GetValueOrDefault(keyId);
        }

        if (key is null)
        {
            return KeyLookup.Refused(RefusalReason.UnknownKey);
        }

        return key.Algorithm == algorithm ? KeyLookup.Found(key) : KeyLookup.Refused(RefusalReason.UnsupportedAlgorithm);
    }

    /// <summary>Whether what this key has signed is still accepted; asked again for every token that was verified before.</summary>
    public bool Accepts(VerificationKey key) => IsLoaded && !key.IsWithdrawn;

    /// <summary>What the issuer says about itself, read now if it has not been read yet; null when it cannot be read.</summary>
    public async Task<IssuerDocument?> GetDocumentAsync(CancellationToken ct)
    {
        if (_document is null)
        {
            await RefreshAsync(KeyRefreshTrigger.Startup).WaitAsync(ct);
        }

        return _document;
    }

    /// <summary>Reads the keys, or joins the read under way; false when they could not be read.</summary>
    public Task<bool> RefreshAsync(KeyRefreshTrigger trigger) => _reads.RunAsync(() => ReadAsync(trigger));

    // Whoever misses a key waits for the read under way, and if that began too early to find it, for the next one. It is
    // never refused for want of a read, so junk can delay a new key by one throttle interval at most, and not deny it.
    private async Task RefetchAsync(KeyRefreshTrigger trigger, Func<bool> isFound)
    {
        await JoinRead(trigger, out bool beganBefore);
        if (beganBefore && !isFound())
        {
            await JoinRead(trigger, out _);
        }
    }

    private Task JoinRead(KeyRefreshTrigger trigger, out bool beganBefore)
    {
        lock (_gate)
        {
            Task underWay = _reads.UnderWay;
            beganBefore = !underWay.IsCompleted;
            return beganBefore ? underWay : _nextRefetch ??= Task.Run(() => RefetchWhenDueAsync(trigger));
        }
    }

    // All who come before it begins share it; within the throttle interval there is no other.
    private async Task<bool> RefetchWhenDueAsync(KeyRefreshTrigger trigger)
    {
        if (_refetchedAt is { } refetchedAt && _options.KeyRefreshThrottle - time.GetElapsedTime(refetchedAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time);
        }

        Task<bool> read;
        lock (_gate)
        {
            _nextRefetch = null;
            _refetchedAt = time.GetTimestamp();
            read = RefreshAsync(trigger);
        }

        return await read;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "However the issuer fails, it is logged and counted, and the known keys stay.")]
    private async Task<bool> ReadAsync(KeyRefreshTrigger trigger)
    {
        using CancellationTokenSource timeout = new(_options.KeyRefreshTimeout, time);
        bool succeeded = false;
        try
        {
            IssuerDocument document = await reader.ReadAsync(timeout.Token);
            _document = document.Succeed(_document);
            succeeded = true;
            Log.KeysLoaded(logger, document.Keys.Count, trigger.ToWire());
            if (_isFailing)
            {
                Log.KeysReadAgain(logger);
            }
        }
        catch (Exception fault)
        {
            // Once per outage, not once per attempt.
            if (!_isFailing)
            {
                Log.KeysNotLoaded(logger, _options.Authority, trigger.ToWire(), fault);
            }
        }

        _isFailing = !succeeded;
        metrics.KeysRefreshed(trigger, succeeded);
        return succeeded;
    }
}
