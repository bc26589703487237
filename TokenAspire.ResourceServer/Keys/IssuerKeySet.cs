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
    private Task<bool> _refetch = Task.FromResult(false);
    private long? _refetchedAt;

    public bool IsLoaded => _document is not null;

    /// <summary>The key with this <c>kid</c>, if it is bound to this algorithm.</summary>
    public async ValueTask<KeyLookup> FindAsync(string? keyId, string algorithm)
    {
        if (_document is null)
        {
            await _reads.UnderWay;
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
            await RefetchForUnknownKeyAsync();
            key = _document.Keys.GetValueOrDefault(keyId);
        }

        if (key is null)
        {
            return KeyLookup.Refused(RefusalReason.UnknownKey);
        }

        return key.Algorithm == algorithm ? KeyLookup.Found(key) : KeyLookup.Refused(RefusalReason.UnsupportedAlgorithm);
    }

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

    // Whoever meets an unknown key waits for one read that begins after now; within the throttle interval there is no other.
    private Task<bool> RefetchForUnknownKeyAsync()
    {
        lock (_gate)
        {
            bool isDue = _refetchedAt is not { } refetchedAt || time.GetElapsedTime(refetchedAt) >= _options.KeyRefreshThrottle;
            if (_refetch.IsCompleted && isDue)
            {
                _refetchedAt = time.GetTimestamp();
                _refetch = RefreshAfterwardsAsync(KeyRefreshTrigger.UnknownKey);
            }

            return _refetch;
        }
    }

    private async Task<bool> RefreshAfterwardsAsync(KeyRefreshTrigger trigger)
    {
        await _reads.UnderWay;
        return await RefreshAsync(trigger);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "However the issuer fails, it is logged and counted, and the known keys stay.")]
    private async Task<bool> ReadAsync(KeyRefreshTrigger trigger)
    {
        using CancellationTokenSource timeout = new(_options.KeyRefreshTimeout, time);
        bool succeeded = false;
        try
        {
            IssuerDocument document = await reader.ReadAsync(timeout.Token);
            _document = document;
            succeeded = true;
            Log.KeysLoaded(logger, document.Keys.Count, trigger.ToWire());
        }
        catch (Exception fault)
        {
            Log.KeysNotLoaded(logger, _options.Authority, trigger.ToWire(), fault);
        }

        metrics.KeysRefreshed(trigger, succeeded);
        return succeeded;
    }
}
