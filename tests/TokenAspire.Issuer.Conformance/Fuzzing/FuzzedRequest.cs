using System.Text;

namespace TokenAspire.Issuer.Conformance.Fuzzing;

/// <summary>A request as generated.</summary>
public sealed record FuzzedRequest(string Method, string Path, string Query, string? Body, string ContentType, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Whether its answer is about one caller or one token, so that no cache may keep it.</summary>
    public bool IsPrivate => Path.StartsWith("/connect/", StringComparison.Ordinal);

    /// <summary>The message.</summary>
    public HttpRequestMessage ToMessage(Uri server)
    {
        HttpRequestMessage message = new(new HttpMethod(Method), new Uri(server.GetLeftPart(UriPartial.Authority) + Path + Query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach ((string name, string value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{Method} {Path}{Query} [{ContentType}] {string.Join(' ', Headers.Select(header => $"{header.Name}: {header.Value};"))} {Body}";
}
