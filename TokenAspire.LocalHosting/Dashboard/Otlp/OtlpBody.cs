using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>Reads the body of an export request, compressed or not, up to a limit that counts what it unpacks to.</summary>
internal static class OtlpBody
{
    /// <summary>The largest body, unpacked: 16 MB.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    /// <exception cref="BadHttpRequestException">The body is too large, or in an encoding that is not known.</exception>
    /// <exception cref="InvalidDataException">It is not what its encoding says.</exception>
    public static async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
        {
            throw new BadHttpRequestException("The content encoding must be gzip or none.", StatusCodes.Status415UnsupportedMediaType);
        }

        await using Stream content = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        MemoryStream body = new();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaximumBytes)
            {
                throw new BadHttpRequestException($"The body is larger than {MaximumBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        body.Position = 0;
        return body;
    }
}
