using System.Text;

namespace TokenAspire.Load;

/// <summary>An answer's status and body.</summary>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body of an answer that has to be a success.</summary>
    public ReadOnlyMemory<byte> Expect200() => Status == 200
        ? Body
        : throw new HttpRequestException($"A request was answered with {Status}: {Encoding.UTF8.GetString(Body.Span)}");
}
