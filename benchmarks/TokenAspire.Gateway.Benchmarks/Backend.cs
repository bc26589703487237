using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>
/// What lies behind every proxy: an answer of the usual size at every path. It is also the issuer's documents and an
/// OpenTelemetry collector that keeps nothing.
/// </summary>
internal static class Backend
{
    public const string Name = "backend";
    public const string Discovery = "Documents:Discovery";
    public const string KeySet = "Documents:KeySet";

    private static readonly byte[] Orders =
        """[{"id":"019ac5a7-3e55-7cc1-8d4f-3f5b0a4ddc11","sku":"widget","quantity":3,"status":"placed","placedAt":"2026-01-01T12:00:00.0000000+00:00"}]"""u8.ToArray();

    public static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", (IConfiguration settings) => Results.Text(settings[Discovery], "application/json"));
        app.MapGet("/jwks", (IConfiguration settings) => Results.Text(settings[KeySet], "application/json"));
        app.MapPost("/v1/{signal}", static (HttpRequest request) => request.Body.CopyToAsync(Stream.Null));
        app.MapGet("/orders", static (HttpResponse response) =>
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = Orders.Length;
            return response.Body.WriteAsync(Orders).AsTask();
        });
        await app.RunAsync();
    }
}
