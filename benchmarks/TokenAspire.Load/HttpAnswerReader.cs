using System.Buffers.Text;

namespace TokenAspire.Load;

/// <summary>Reads an answer of HTTP/1.1 (RFC 9112 6): with its length, in chunks, or without a body.</summary>
internal static class HttpAnswerReader
{
    private static ReadOnlySpan<byte> EndOfHeaders => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    /// <summary>False as long as there is more to come.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out HttpAnswer answer)
    {
        answer = default;
        int end = received.IndexOf(EndOfHeaders);
        if (end < 0)
        {
            return false;
        }

        if (!Utf8Parser.TryParse(received["HTTP/1.1 ".Length..], out int status, out _))
        {
            throw new IOException("An answer begins without a status.");
        }

        ReadOnlySpan<byte> headers = received[..end];
        ReadOnlySpan<byte> body = received[(end + EndOfHeaders.Length)..];
        if (Length(headers) is { } length)
        {
            answer = new HttpAnswer(status, body.ToArray());
            return body.Length >= length;
        }

        // One request at a time: what ends like the last chunk is the last chunk.
        answer = new HttpAnswer(status, body.ToArray());
        return body.EndsWith(LastChunk);
    }

    private static int? Length(ReadOnlySpan<byte> headers)
    {
        int at = IndexOfHeader(headers, "\r\ncontent-length: "u8, "\r\nContent-Length: "u8, out int width);
        if (at >= 0 && Utf8Parser.TryParse(headers[(at + width)..], out int length, out _))
        {
            return length;
        }

        bool isChunked = IndexOfHeader(headers, "\r\ntransfer-encoding: chunked"u8, "\r\nTransfer-Encoding: chunked"u8, out _) >= 0;
        return isChunked ? null : 0;
    }

    private static int IndexOfHeader(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> canonical, out int width)
    {
        width = canonical.Length;
        int at = headers.IndexOf(canonical);
        return at >= 0 ? at : headers.IndexOf(lower);
    }
}
