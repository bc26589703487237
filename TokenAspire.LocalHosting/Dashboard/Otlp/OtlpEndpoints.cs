using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenAspire.LocalHosting.Dashboard.Access;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>Receives traces, logs and metrics by OTLP over HTTP, in protobuf.</summary>
internal static class OtlpEndpoints
{
    public const string ApiKeyHeader = "x-otlp-api-key";
    private const string ContentType = "application/x-protobuf";

    public static void MapOtlp(this IEndpointRouteBuilder routes, TelemetryStore store, Secret apiKey)
    {
        OtlpReader reader = new(store.Limits);
        Map(routes, "/v1/traces", apiKey, TracesRequest.Parser, request => store.Spans.Add(reader.Spans(request)));
        Map(routes, "/v1/logs", apiKey, LogsRequest.Parser, request => store.Logs.Add(reader.LogRecords(request)));
        Map(routes, "/v1/metrics", apiKey, MetricsRequest.Parser, request => store.Metrics.Add(reader.Measurements(request)));
    }

    private static void Map<T>(IEndpointRouteBuilder routes, string path, Secret apiKey, MessageParser<T> parser, Action<T> keep)
        where T : IMessage<T>
    {
        MessageParser<T> lenient = parser.WithDiscardUnknownFields(true);
        routes.MapPost(path, (HttpContext context) => ReceiveAsync(context, apiKey, lenient, keep)).AllowAnonymous();
    }

    private static async Task ReceiveAsync<T>(HttpContext context, Secret apiKey, MessageParser<T> parser, Action<T> keep)
        where T : IMessage<T>
    {
        if (!apiKey.Matches(context.Request.Headers[ApiKeyHeader]))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, $"The header {ApiKeyHeader} is missing or wrong.");
            return;
        }

        if (context.Request.ContentType?.Split(';')[0].Trim() != ContentType)
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The content type must be {ContentType} (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf).");
            return;
        }

        try
        {
            using OtlpBody body = await OtlpBody.ReadAsync(context.Request, context.RequestAborted);
            keep(parser.ParseFrom(body.Content));

            // An empty message is the answer that says all was accepted.
            context.Response.ContentType = ContentType;
        }
        catch (BadHttpRequestException refusal)
        {
            await RefuseAsync(context, refusal.StatusCode, refusal.Message);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidDataException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not an OTLP export request.");
        }
    }

    // OTLP/HTTP: "failures" carry a Status message; its code may be left out.
    private static async Task RefuseAsync(HttpContext context, int statusCode, string message)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = ContentType;
        await context.Response.Body.WriteAsync(new Status { Message = message }.ToByteArray(), context.RequestAborted);
    }
}
