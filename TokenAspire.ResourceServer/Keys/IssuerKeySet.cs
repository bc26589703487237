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
/// The issuer's keys as last read. Keys that were read stay in use while the issuer cannot be reached, up to
/// <see cref="TokenVerificationOptions.KeyMaxAge"/>; a key that leaves the issuer's set leaves here with the next read. One
/// that the revocation stream names is out at once, whatever a copy of the set says that somebody still serves.
/// </summary>
internal sealed class IssuerKeySet
{
    private readonly IssuerDocumentReader _reader;
    private readonly RevokedSigningKeys _revoked;
    private readonly TokenVerificationOptions _options;
    private readonly VerificationMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SingleFlight<bool> _reads = new();
    private readonly AbsentKeys _absent;
    private readonly KeyReadReport _report;
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile Reading? _reading;
    private Task<bool>? _nextRefetch;
    private long? _refetchedAt;

    public IssuerKeySet(
        IssuerDocumentReader reader,
        RevokedSigningKeys revoked,
        IOptions<TokenVerificationOptions> options,
        VerificationMetrics metrics,
        TimeProvider time,
        ILogger<IssuerKeySet> logger)
    {
        (_reader, _revoked, _options, _metrics, _time) = (reader, revoked, options.Value, metrics, time);
        _absent = new AbsentKeys(_options.KeyRefreshThrottle, time);
        _report = new KeyReadReport(_options, logger);
        revoked.Revoked += (_, _) => WithdrawRevoked();
    }

    private sealed record Reading(IssuerDocument Document, long At);

    /// <summary>Whether there are keys, and none too old to rely on.</summary>
    public bool IsUsable => Usable is not null;

    /// <summary>Ends when the first read has ended, whatever became of it.</summary>
    public Task FirstRead => _firstRead.Task;

    /// <summary>What keeps the keys from being read; null while nothing does.</summary>
    public KeyReadProblem? Problem => _report.Problem;

    /// <summary>How long the issuer wants its last answer to be kept.</summary>
    public TimeSpan? MaxAge => _reading?.Document.MaxAge;

    private IssuerDocument? Usable =>
        _reading is { } reading && _time.GetElapsedTime(reading.At) <= _options.KeyMaxAge ? reading.Document : null;

    /// <summary>The key with this <c>kid</c>, if it is bound to this algorithm.</summary>
    public ValueTask<KeyLookup> FindAsync(string? keyId, string algorithm) =>
        !string.IsNullOrEmpty(keyId) && Usable?.Keys.GetValueOrDefault(keyId) is { } key
            ? new(Decide(key, algorithm))
            : FindAfterReadAsync(keyId, algorithm);

    private async ValueTask<KeyLookup> FindAfterReadAsync(string? keyId, string algorithm)
    {
        if (Usable is null)
        {
            await RefetchAsync(KeyRefreshTrigger.Startup, () => IsUsable);
        }

        if (Usable is not { } document)
        {
            return KeyLookup.Refused(RefusalReason.KeysUnavailable);
        }

        if (string.IsNullOrEmpty(keyId))
        {
            return KeyLookup.Refused(RefusalReason.UnknownKey);
        }

        VerificationKey? key = document.Keys.GetValueOrDefault(keyId) ?? await RefetchAsync(keyId);
        return key is null ? KeyLookup.Refused(RefusalReason.UnknownKey) : Decide(key, algorithm);
    }

    private static KeyLookup Decide(VerificationKey key, string algorithm)
    {
        if (key.IsWithdrawn)
        {
            return KeyLookup.Refused(RefusalReason.UnknownKey);
        }

        return key.Algorithm == algorithm ? KeyLookup.Found(key) : KeyLookup.Refused(RefusalReason.UnsupportedAlgorithm);
    }

    /// <summary>Whether what this key has signed is still accepted; asked again for every token that was verified before.</summary>
    public bool Accepts(VerificationKey key) => !key.IsWithdrawn && IsUsable;

    /// <summary>What the issuer says about itself, read now if it has not been read yet; null when it cannot be read.</summary>
    public async Task<IssuerDocument?> GetDocumentAsync(CancellationToken ct)
    {
        if (_reading is null)
        {
            await RefetchAsync(KeyRefreshTrigger.Startup, () => _reading is not null).WaitAsync(ct);
        }

        return _reading?.Document;
    }

    /// <summary>Reads the keys, or joins the read under way; false when they could not be read.</summary>
    public Task<bool> RefreshAsync(KeyRefreshTrigger trigger) => _reads.RunAsync(() => ReadAsync(trigger));

    // A name that was asked for and not found is not waited for again before the next read may begin.
    private async ValueTask<VerificationKey?> RefetchAsync(string keyId)
    {
        if (!_absent.Contains(keyId))
        {
            _absent.AskFor(keyId);
            await RefetchAsync(
                KeyRefreshTrigger.UnknownKey, () => _reading!.Document.Keys.ContainsKey(keyId) || _absent.Contains(keyId));
        }

        return _reading!.Document.Keys.GetValueOrDefault(keyId);
    }

    // Whoever misses a key waits for the read under way, and if that began too early to find it, for the next one. It is
    // never refused for want of a read, so junk can delay a new key by one throttle interval at most, and not deny it.
    private async Task RefetchAsync(KeyRefreshTrigger trigger, Func<bool> isAnswered)
    {
        await JoinRead(trigger, isAnswered, out bool beganBefore);
        if (beganBefore)
        {
            await JoinRead(trigger, isAnswered, out _);
        }
    }

    // A read may have come and gone since the key was found missing: the last look is here, where no other is started.
    private Task JoinRead(KeyRefreshTrigger trigger, Func<bool> isAnswered, out bool beganBefore)
    {
        lock (_gate)
        {
            if (isAnswered())
            {
                beganBefore = false;
                return Task.CompletedTask;
            }

            Task underWay = _reads.UnderWay;
            beganBefore = !underWay.IsCompleted;
            return beganBefore ? underWay : _nextRefetch ??= Task.Run(() => RefetchWhenDueAsync(trigger));
        }
    }

    // All who come before it begins share it; within the throttle interval there is no other.
    private async Task<bool> RefetchWhenDueAsync(KeyRefreshTrigger trigger)
    {
        if (_refetchedAt is { } refetchedAt && _options.KeyRefreshThrottle - _time.GetElapsedTime(refetchedAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, _time);
        }

        Task<bool> read;
        lock (_gate)
        {
            _nextRefetch = null;
            _refetchedAt = _time.GetTimestamp();
            read = RefreshAsync(trigger);
        }

        return await read;
    }

    // After every change of either side, so that none comes between: a key that was revoked while the set was read is seen here.
    private void WithdrawRevoked()
    {
        foreach (VerificationKey key in _reading?.Document.Keys.Values ?? [])
        {
            if (_revoked.Contains(key.KeyId))
            {
                key.Withdraw();
            }
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "However the issuer fails, it is logged and counted, and the known keys stay.")]
    private async Task<bool> ReadAsync(KeyRefreshTrigger trigger)
    {
        using CancellationTokenSource timeout = new(_options.KeyRefreshTimeout, _time);
        bool succeeded = false;
        _absent.ReadBegins();
        try
        {
            long begun = _time.GetTimestamp();
            IssuerDocument document = await _reader.ReadAsync(timeout.Token);
            _reading = new Reading(document.Succeed(_reading?.Document), begun);
            WithdrawRevoked();
            succeeded = true;
            _report.Succeeded(document.Keys.Count, trigger);
        }
        catch (Exception fault)
        {
            _report.Failed(fault, isLoaded: _reading is not null, IsUsable);
        }

        _absent.ReadEnded();
        _firstRead.TrySetResult();
        _metrics.KeysRefreshed(trigger, succeeded);
        return succeeded;
    }
}
