using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>Takes the parameters out of a request, never more bytes than <see cref="ParameterLimits.Encoded"/>.</summary>
internal static class RequestParameterReader
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const string TooLarge = "The request is too large.";

    /// <summary>From the query.</summary>
    public static RequestParameters ReadQuery(HttpRequest request)
    {
        string query = request.QueryString.Value ?? "";
        return query.Length > ParameterLimits.Encoded
            ? RequestParameters.Unreadable(TooLarge)
            : UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(query.TrimStart('?')));
    }

    /// <summary>From a form body; parameters of the query are never looked at, since they end up in logs.</summary>
    public static async ValueTask<RequestParameters> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsUrlEncodedForm(request.ContentType))
        {
            return RequestParameters.Unreadable("The content type must be application/x-www-form-urlencoded.");
        }

        // What was announced, else one more than is allowed, to see that there is more.
        int most = (int)Math.Min(request.ContentLength ?? long.MaxValue, ParameterLimits.Encoded + 1);
        try
        {
            ReadResult read = await request.BodyReader.ReadAtLeastAsync(most, cancellationToken);
            RequestParameters parameters = Parse(read.Buffer);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return parameters;
        }
        catch (BadHttpRequestException)
        {
            // Framing that the server refuses (chunk sizes, declared length, its own size limit).
            return RequestParameters.Unreadable("The request body cannot be read.");
        }
    }

    private static RequestParameters Parse(ReadOnlySequence<byte> body)
    {
        if (body.Length > ParameterLimits.Encoded)
        {
            return RequestParameters.Unreadable(TooLarge);
        }

        if (body.IsSingleSegment)
        {
            return UrlEncodedForm.Parse(body.FirstSpan);
        }

        // There may be secrets in it.
        int length = (int)body.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            return UrlEncodedForm.Parse(rented.AsSpan(0, length));
        }
        finally
        {
            rented.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // As nearly everybody writes it, or in another form that means the same.
    private static bool IsUrlEncodedForm(string? contentType) =>
        contentType is UrlEncoded or $"{UrlEncoded};charset=UTF-8" || MeansUrlEncodedForm(contentType);

    private static bool MeansUrlEncodedForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed)
        && parsed.MediaType.Equals(UrlEncoded, StringComparison.OrdinalIgnoreCase)
        && (!parsed.Charset.HasValue || parsed.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || parsed.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
