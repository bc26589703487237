using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TokenAspire.Propagation;

/// <summary>Calls a downstream service and takes whatever goes wrong there as a value.</summary>
public static class DownstreamCallExtensions
{
    /// <summary>Posts a JSON body and reads the JSON answer.</summary>
    /// <param name="client">A client from <c>AddDownstream</c>.</param>
    /// <param name="path">The path at the downstream.</param>
    /// <param name="body">What is posted.</param>
    /// <param name="scope">The scope the downstream asks for there; named to the caller if the token lacks it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DownstreamAnswer<T>> PostDownstreamAsync<T>(
        this HttpClient client, string path, object body, string scope, CancellationToken cancellationToken) =>
        AskAsync(() => client.PostAsJsonAsync(path, body, cancellationToken), ReadAsync<T>, scope, cancellationToken);

    /// <summary>Reads a JSON resource.</summary>
    /// <param name="client">A client from <c>AddDownstream</c>.</param>
    /// <param name="path">The path at the downstream.</param>
    /// <param name="scope">The scope the downstream asks for there; null if any accepted token will do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DownstreamAnswer<T>> GetDownstreamAsync<T>(
        this HttpClient client, string path, string? scope, CancellationToken cancellationToken) =>
        AskAsync(() => client.GetAsync(path, cancellationToken), ReadAsync<T>, scope, cancellationToken);

    /// <summary>Deletes a resource; the value is the status of the success.</summary>
    /// <param name="client">A client from <c>AddDownstream</c>.</param>
    /// <param name="path">The path at the downstream.</param>
    /// <param name="scope">The scope the downstream asks for there; null if any accepted token will do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DownstreamAnswer<HttpStatusCode>> DeleteDownstreamAsync(
        this HttpClient client, string path, string? scope, CancellationToken cancellationToken) => AskAsync(
            () => client.DeleteAsync(path, cancellationToken), static (response, _) => Task.FromResult(response.StatusCode), scope, cancellationToken);

    private static Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.ReadFromJsonAsync<T>(cancellationToken);

    private static async Task<DownstreamAnswer<T>> AskAsync<T>(
        Func<Task<HttpResponseMessage>> send,
        Func<HttpResponseMessage, CancellationToken, Task<T?>> read,
        string? scope,
        CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await send();
            return response.IsSuccessStatusCode
                ? new DownstreamAnswer<T>(await read(response, cancellationToken), Refusal: null)
                : new DownstreamAnswer<T>(default, await DownstreamRefusal.ReadAsync(response, scope, cancellationToken));
        }
        catch (HttpRequestException)
        {
            return new DownstreamAnswer<T>(default, DownstreamRefusal.Unreachable);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DownstreamAnswer<T>(default, DownstreamRefusal.Unreachable);
        }
        catch (JsonException)
        {
            return new DownstreamAnswer<T>(default, DownstreamRefusal.Unintelligible);
        }
    }
}

/// <summary>What a downstream answered: a value, or a refusal.</summary>
public sealed record DownstreamAnswer<T>(T? Value, DownstreamRefusal? Refusal);
