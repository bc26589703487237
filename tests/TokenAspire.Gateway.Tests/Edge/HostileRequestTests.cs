using System.Diagnostics;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>Requests that no honest client sends, written byte by byte to the server that the gateway really runs on.</summary>
public sealed class HostileRequestTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    // What the requests of all tests here bring along and what nobody is to find in the log.
    private static readonly string[] Markers =
        ["hostile-marker", "smuggled", "203.0.113.", "evil", "gopher", "elsewhere.test", "xchunked", "X-Slow", "X-Folded", "X-Null", new('a', 100)];

    private const string Head = "Host: gateway.test\r\nConnection: close\r\n";

    private readonly int _requestsBefore = shared.Server.Service.Requests;

    [Theory]
    [InlineData("content length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n")]
    [InlineData("two content lengths", "Content-Length: 4\r\nContent-Length: 30\r\n", "abcdGET /smuggled HTTP/1.1\r\n\r\n")]
    [InlineData("a list of content lengths", "Content-Length: 4, 4\r\n", "abcd")]
    [InlineData("a negative content length", "Content-Length: -1\r\n", "")]
    [InlineData("a folded header", "X-Folded: one\r\n two\r\n", "")]
    [InlineData("a folded transfer coding", "Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")]
    [InlineData("a space before the colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n")]
    [InlineData("an unknown transfer coding", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")]
    [InlineData("chunks not last", "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")]
    [InlineData("a bare line feed", "X-One: 1\nX-Two: 2\r\n", "")]
    [InlineData("a bare carriage return", "X-One: 1\rX-Two: 2\r\n", "")]
    [InlineData("a null in a header", "X-Null: a\0b\r\n", "")]
    [InlineData("a second host", "Host: elsewhere.test\r\n", "")]
    [InlineData("a nameless header", ": nothing\r\n", "")]
    public async Task An_ambiguous_request_is_refused_and_nothing_after_it_is_read(string shape, string headers, string rest)
    {
        string answer = await AskAsync($"POST /api/orders HTTP/1.1\r\n{Head}{headers}\r\n{rest}");

        Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{shape}: {answer}");
        Assert.Equal(1, Answers(answer));
        await NothingPassedAsync();
    }

    [Theory]
    [InlineData("a bad chunk size", "Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a chunk longer than it says", "Transfer-Encoding: chunked\r\n", "1\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a chunk size that overflows", "Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n")]
    public async Task A_body_that_cannot_be_read_ends_the_connection(string shape, string headers, string rest)
    {
        string answer = await AskAsync($"POST /api/orders HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {shared.Token}\r\n{headers}\r\n{rest}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal), $"{shape}: {answer}");
        Assert.Equal(1, Answers(answer));
    }

    [Fact]
    public async Task Headers_that_are_too_long_or_too_many_are_431()
    {
        string tooLong = await AskAsync($"GET / HTTP/1.1\r\n{Head}X-Long: {new string('a', 40_000)}\r\n\r\n");
        string tooMany = await AskAsync($"GET / HTTP/1.1\r\n{Head}{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: 1\r\n"))}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", tooLong, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", tooMany, StringComparison.Ordinal);
        await NothingPassedAsync();
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_414() =>
        Assert.StartsWith("HTTP/1.1 414 ", await AskAsync($"GET /{new string('a', 9_000)} HTTP/1.1\r\n{Head}\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        string answer = await AskAsync($"POST /api/orders HTTP/1.1\r\n{Head}Authorization: Bearer {shared.Token}\r\nContent-Length: 1048577\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        await NothingPassedAsync();
    }

    // The server looks at its connections once a second.
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: gateway.test\r\nX-Slow: ")]
    [InlineData("GET / HT")]
    public async Task A_client_that_never_ends_its_headers_is_sent_off(string beginning)
    {
        long begun = Stopwatch.GetTimestamp();

        string answer = await AskAsync(beginning);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_client_that_trickles_its_body_is_sent_off()
    {
        string answer = await AskAsync($"POST /api/orders HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {shared.Token}\r\nContent-Length: 1000\r\n\r\nslow");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_says_about_who_forwarded_the_request_is_not_believed()
    {
        string answer = await AskAsync($"GET /api/orders HTTP/1.1\r\n{Head}Authorization: Bearer {shared.Token}\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: gopher\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Prefix: /evil\r\nForwarded: for=203.0.113.9;host=evil.test\r\nX-Real-IP: 203.0.113.9\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.9", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("gopher", answer, StringComparison.Ordinal);
    }

    // The server's address limit is ten at once: a stranger who names another address each time gets no more.
    [Theory]
    [InlineData("10.0.0.0/8", 10)]
    [InlineData("127.0.0.0/8", 20)]
    public async Task A_forged_address_has_no_allowance_of_its_own_unless_a_known_proxy_tells_it(string knownProxies, int passed)
    {
        await using GatewayHost proxied = shared.Server.CreateReplica(
            ("ForwardedHeaders_Enabled", "true"), ("ForwardedHeaders:KnownNetworks:0", knownProxies), ("RateLimits:Address:PerSecond", "0.001"), ("RateLimits:Address:Burst", "10"));
        Uri address = await proxied.StartServerAsync();
        List<string> answers = [];
        for (int stranger = 0; stranger < 20; stranger++)
        {
            answers.Add(await AskAsync(address, $"GET / HTTP/1.1\r\n{Head}X-Forwarded-For: 203.0.113.{stranger}\r\n\r\n"));
        }

        Assert.Equal(passed, answers.Count(answer => answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)));
        Assert.Equal(20 - passed, answers.Count(answer => answer.StartsWith("HTTP/1.1 429 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_that_a_hostile_client_wrote_is_in_the_log()
    {
        await AskAsync($"POST /api/orders HTTP/1.1\r\n{Head}Authorization: Bearer hostile-marker\r\nX-Hostile-Marker: hostile-marker\0\r\n\r\n");
        await AskAsync($"GET / HTTP/1.1\r\n{Head}X-Long: {string.Concat(Enumerable.Repeat("hostile-marker", 4000))}\r\n\r\n");

        Assert.NotEmpty(shared.Server.Log.Lines);
    }

    // After each of them.
    public void Dispose()
    {
        string[] written = [.. shared.Server.Log.Lines.Where(line => !line.StartsWith("Trace ", StringComparison.Ordinal) && !line.StartsWith("Debug ", StringComparison.Ordinal))];
        Assert.All(Markers, marker => Assert.DoesNotContain(written, line => line.Contains(marker, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(shared.Server.Log.Errors, line => line.Contains("Unhandled", StringComparison.OrdinalIgnoreCase));
    }

    private static int Answers(string text) => text.Split("HTTP/1.1 ").Length - 1;

    private Task<string> AskAsync(string request) => AskAsync(shared.Address, request);

    private static async Task<string> AskAsync(Uri server, string request)
    {
        await using RawConnection connection = await RawConnection.OpenAsync(server);
        await connection.WriteAsync(request);
        return await connection.ReadToEndAsync();
    }

    // The server still serves whoever is honest, and only that one request has reached the service.
    private async Task NothingPassedAsync()
    {
        string honest = await AskAsync($"GET /api/orders HTTP/1.1\r\n{Head}Authorization: Bearer {shared.Token}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", honest, StringComparison.Ordinal);
        Assert.Equal(_requestsBefore + 1, shared.Server.Service.Requests);
    }
}

/// <summary>The gateway on its real server, with short times.</summary>
public sealed class SharedServer(ResourceServer.Tests.RevocationStore store) : IAsyncLifetime
{
    private GatewayHost? _first;

    internal GatewayHost Server { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    internal string Token => Tokens.Sign(Server.Time, "alice-id", "cli");

    public async ValueTask InitializeAsync()
    {
        _first = await GatewayHost.StartAsync(store);
        Server = _first.CreateReplica(("RequestLimits:HeadersTimeout", "00:00:01"), ("RequestLimits:SlowTimeout", "00:00:01.1"));
        Address = await Server.StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _first!.DisposeAsync();
    }
}
