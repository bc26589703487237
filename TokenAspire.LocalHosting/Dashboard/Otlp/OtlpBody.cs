using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>
/// The body of an export request, unpacked, up to a limit that counts what it unpacks to. Many arrive each second, so
/// their memory is borrowed.
/// </summary>
internal sealed class OtlpBody : IDisposable
{
    /// <summary>The largest body, unpacked: 16 MB.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    private const int InitialBytes = 64 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _length;

    private OtlpBody()
    {
    }

    public ReadOnlySequence<byte> Content => new(_buffer, 0, _length);

    /// <exception cref="BadHttpRequestException">The body is too large, or in an encoding that is not known.</exception>
    /// <exception cref="InvalidDataException">It is not what its encoding says.</exception>
    public static async Task<OtlpBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
        {
            throw new BadHttpRequestException("The content encoding must be gzip or none.", StatusCodes.Status415UnsupportedMediaType);
        }

        await using Stream content = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        OtlpBody body = new();
        try
        {
            await body.FillAsync(content, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async Task FillAsync(Stream content, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await content.ReadAsync(_buffer.AsMemory(_length), cancellationToken)) > 0)
        {
            _length += read;
            if (_length > MaximumBytes)
            {
                throw new BadHttpRequestException($"The body is larger than {MaximumBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
            }

            if (_length == _buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }
    }
}
