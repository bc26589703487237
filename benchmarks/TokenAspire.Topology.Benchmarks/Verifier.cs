using System.Net;
using System.Net.Http.Headers;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>A service asked over one kept-alive connection of its own.</summary>
internal sealed class Verifier : IDisposable
{
    private static readonly (string Service, HttpMethod Method, string Path)[] Doors =
    [
        ("gateway", HttpMethod.Get, "/api/inventory/items/widget"),
        ("orders", HttpMethod.Get, "/orders"),
        ("inventory", HttpMethod.Get, "/items/widget"),
        ("shipping", HttpMethod.Post, "/slots"),
    ];

    private readonly HttpClient _client;
    private readonly HttpMethod _method;

    private Verifier(Uri door, HttpMethod method)
    {
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, AllowAutoRedirect = false }) { BaseAddress = door };
        _method = method;
    }

    public static Verifier[] All(RunningTopology topology) =>
        [.. Doors.Select(door => new Verifier(new Uri(topology.App.GetEndpoint(door.Service, "https"), door.Path), door.Method))];

    /// <summary>Whether the token is refused as one that is not valid. Anything but that and acceptance throws.</summary>
    public async Task<bool> RefusesAsync(string token)
    {
        using HttpRequestMessage request = new(_method, string.Empty);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _client.SendAsync(request);
        UnexpectedAnswerException.ThrowUnless(
            response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.Unauthorized,
            $"{_client.BaseAddress} answered {response.StatusCode}.");
        return response.StatusCode == HttpStatusCode.Unauthorized;
    }

    public void Dispose() => _client.Dispose();
}
