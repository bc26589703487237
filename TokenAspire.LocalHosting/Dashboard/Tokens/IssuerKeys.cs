using System.Text.Json;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Tokens;

/// <summary>A signing key of the issuer.</summary>
internal sealed record IssuerKey(string KeyId, string Algorithm)
{
    /// <summary>Announced, active, retiring or retired, as the issuer has logged it.</summary>
    public string? State { get; init; }

    public long? Since { get; init; }

    /// <summary>Whether it is in the issuer's key set now.</summary>
    public bool IsPublished { get; init; }
}

/// <summary>
/// The issuer's keys: which are published says its key set, in which state each is says its log (its admin API says it
/// too, but only to those with a token).
/// </summary>
internal sealed class IssuerKeys(ResourceList resources, TelemetryStore store, IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    private const string Issuer = "issuer";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a page waits for an issuer that is slow: what it shows besides is wanted at once, and it comes again.</summary>
    private static readonly TimeSpan PagePatience = TimeSpan.FromMilliseconds(300);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<IssuerKey> _published = [];
    private Task _reading = Task.CompletedTask;
    private long? _read;

    public async Task<IReadOnlyList<IssuerKey>> CurrentAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IssuerKey> keys = (await PublishedAsync(cancellationToken)).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        foreach (LogRecord moved in store.Logs.SingledOut().Reverse())
        {
            string keyId = moved.Attribute("KeyId")!;
            IssuerKey key = keys.GetValueOrDefault(keyId) ?? new IssuerKey(keyId, moved.Attribute("Algorithm") ?? string.Empty);
            keys[keyId] = key with { State = moved.Attribute("State"), Since = moved.Time };
        }

        return [.. keys.Values.OrderByDescending(key => key.IsPublished).ThenBy(key => key.Algorithm, StringComparer.Ordinal).ThenByDescending(key => key.Since)];
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>Whether a record says which state a key is in from now on.</summary>
    public static bool Tells(LogRecord record) =>
        record.Source.Service == Issuer && record.Attribute("KeyId") is not null && record.Attribute("State") is not null;

    private async Task<IReadOnlyList<IssuerKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        Task reading;
        lock (_gate)
        {
            if (_reading.IsCompleted && (_read is null || time.GetElapsedTime(_read.Value) > Fresh))
            {
                _reading = RefreshAsync(_end.Token);
            }

            reading = _reading;
        }

        await reading.WaitAsync(PagePatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Volatile.Read(ref _published);
    }

    private async Task RefreshAsync(CancellationToken end)
    {
        IReadOnlyList<IssuerKey> published = await ReadAsync(end);
        lock (_gate)
        {
            _published = published;
            _read = time.GetTimestamp();
        }
    }

    /// <summary>Nothing where there is no issuer, or none that answers: its own state is on the Resources page.</summary>
    private async Task<IReadOnlyList<IssuerKey>> ReadAsync(CancellationToken cancellationToken)
    {
        if (resources.Address(Issuer) is not { } address)
        {
            return [];
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using HttpClient client = clients.CreateClient();
            await using Stream document = await client.GetStreamAsync(new Uri(address, "/.well-known/openid-configuration/jwks"), patience.Token);
            using JsonDocument keySet = await JsonDocument.ParseAsync(document, cancellationToken: patience.Token);
            return [.. keySet.RootElement.GetProperty("keys").EnumerateArray().Select(Read)];
        }
        catch (Exception unreadable) when (unreadable is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (unreadable is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    private static IssuerKey Read(JsonElement key) =>
        new(key.GetProperty("kid").GetString() ?? string.Empty, key.TryGetProperty("alg", out JsonElement algorithm) ? algorithm.GetString() ?? string.Empty : string.Empty)
        {
            IsPublished = true,
        };
}
