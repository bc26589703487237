using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Live;

/// <summary>
/// A response of server-sent events:
/// <code>event: change
/// data: …
/// </code>
/// </summary>
internal sealed class EventStream
{
    private readonly HttpResponse _response;

    public EventStream(HttpResponse response)
    {
        _response = response;
        response.ContentType = "text/event-stream";
    }

    public Task SendAsync(string name, string data, CancellationToken cancellationToken) =>
        WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);

    public Task KeepAliveAsync(CancellationToken cancellationToken) => WriteAsync(":\n\n", cancellationToken);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await _response.WriteAsync(text, cancellationToken);
        await _response.Body.FlushAsync(cancellationToken);
    }
}
