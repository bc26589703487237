using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TokenAspire.LocalHosting.Dashboard.Assets;

/// <summary>The style, the module and the icon, embedded in this library. Their address changes with their content.</summary>
internal static class AssetEndpoint
{
    private const string Prefix = "dashboard/";
    private static readonly Dictionary<string, byte[]> Files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{name}", Get).AllowAnonymous();

    public static string Url(string name) => $"/assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(Files[name]).AsSpan(0, 6))}";

    private static IResult Get(string name, HttpContext context)
    {
        if (!Files.TryGetValue(name, out byte[]? content))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return Results.Bytes(content, Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        });
    }

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
