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
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IReadOnlyList<IssuerKey> _published = [];
    private long? _read;

    public async Task<IReadOnlyList<IssuerKey>> CurrentAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IssuerKey> keys = (await PublishedAsync(cancellationToken)).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        foreach (LogRecord moved in store.Logs.Latest(IsKeyMoved, 200).Reverse())
        {
            string keyId = moved.Attribute("KeyId")!;
            IssuerKey key = keys.GetValueOrDefault(keyId) ?? new IssuerKey(keyId, moved.Attribute("Algorithm") ?? string.Empty);
            keys[keyId] = key with { State = moved.Attribute("State"), Since = moved.Time };
        }

        return [.. keys.Values.OrderByDescending(key => key.IsPublished).ThenBy(key => key.Algorithm, StringComparer.Ordinal).ThenByDescending(key => key.Since)];
    }

    public void Dispose() => _gate.Dispose();

    private static bool IsKeyMoved(LogRecord record) =>
        record.Source.Service == Issuer && record.Attribute("KeyId") is not null && record.Attribute("State") is not null;

    private async Task<IReadOnlyList<IssuerKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_read is null || time.GetElapsedTime(_read.Value) > Fresh)
            {
                _published = await ReadAsync(cancellationToken);
                _read = time.GetTimestamp();
            }

            return _published;
        }
        finally
        {
            _gate.Release();
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
