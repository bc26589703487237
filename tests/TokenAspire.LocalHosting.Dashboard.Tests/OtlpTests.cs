using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using TokenAspire.LocalHosting.Dashboard.Otlp;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class OtlpTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the-api-kez")]
    [InlineData("the-api-key2")]
    public async Task Telemetry_without_the_API_key_is_refused(string? apiKey)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync(); // a session does not stand in for the key
        TracesRequest request = Export.Traces("orders", Export.Span(1, 1, 0, "smuggled"));

        foreach (string signal in new[] { "traces", "logs", "metrics" })
        {
            using HttpResponseMessage response = await client.SendAsync(RunningDashboard.Request(signal, request.ToByteArray(), apiKey), Timeout);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.DoesNotContain("smuggled", await client.PageAsync("/traces"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task A_malformed_body_is_answered_by_a_status_message(string signal)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();

        // Field 1, length-delimited, five bytes of which two follow.
        using HttpResponseMessage response = await client.SendAsync(RunningDashboard.Request(signal, [0x0A, 0x05, 0x01, 0x02]), Timeout);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
        Status status = Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(Timeout));
        Assert.Equal("The body is not an OTLP export request.", status.Message);
    }

    [Fact]
    public async Task A_compressed_body_is_read_and_a_broken_one_refused()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        byte[] packed = Gzip(Export.Traces("orders", Export.Span(7, 1, 0, "packed span")).ToByteArray());

        using HttpResponseMessage accepted = await client.SendAsync(Packed(packed, "gzip"), Timeout);
        using HttpResponseMessage broken = await client.SendAsync(Packed([1, 2, 3], "gzip"), Timeout);
        using HttpResponseMessage unknown = await client.SendAsync(Packed(packed, "br"), Timeout);

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal("application/x-protobuf", accepted.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unknown.StatusCode);
        Assert.Contains("orders: packed span", await client.PageAsync("/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_too_large_is_refused_also_where_it_is_small_until_unpacked()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();
        byte[] bomb = Gzip(new byte[OtlpBody.MaximumBytes + 1]);
        Assert.True(bomb.Length < 100_000);

        using HttpResponseMessage response = await client.SendAsync(Packed(bomb, "gzip"), Timeout);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Another_content_type_is_refused_with_the_setting_that_mends_it()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();
        using HttpRequestMessage json = RunningDashboard.Request("traces", "{}"u8.ToArray());
        json.Content!.Headers.ContentType = new("application/json");

        using HttpResponseMessage response = await client.SendAsync(json, Timeout);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Status status = Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(Timeout));
        Assert.Contains("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", status.Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Packed(byte[] body, string encoding)
    {
        HttpRequestMessage request = RunningDashboard.Request("traces", body);
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
