using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Web;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A whole HTTP answer, read to its end.</summary>
public sealed record Answer(Uri Address, HttpStatusCode Status, HttpResponseHeaders Headers, MediaTypeHeaderValue? ContentType, string Body)
{
    /// <summary>Reads and disposes a response.</summary>
    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return new Answer(response.RequestMessage!.RequestUri!, response.StatusCode, response.Headers, response.Content.Headers.ContentType, body);
        }
    }

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Where it redirects to.</summary>
    public Uri Location => Headers.Location is { } location
        ? new Uri(Address, location)
        : throw new InvalidOperationException($"{Address.AbsolutePath} answered {Status} without a redirect: {Body}");

    /// <summary>A text member of the JSON body; null where it is absent.</summary>
    public string? this[string member] => Json.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;

    /// <summary>A parameter of the redirect's query.</summary>
    public string? Parameter(string name) => HttpUtility.ParseQueryString(Location.Query)[name];

    /// <summary>That it is an error in JSON with this status, which no cache keeps (RFC 6749 5.2).</summary>
    public Answer AssertError(HttpStatusCode status, string error)
    {
        Assert.Equal((status, error), (Status, Status == HttpStatusCode.OK ? "no error: " + Body : this["error"]));
        AssertNotStored();
        return this;
    }

    /// <summary>The same for the usual 400.</summary>
    public Answer AssertError(string error) => AssertError(HttpStatusCode.BadRequest, error);

    /// <summary>That it is a success.</summary>
    public Answer AssertSuccess()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Address.AbsolutePath} answered {Status}: {Body}");
        return this;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Address.AbsolutePath} answered {Status}: {Body}";

    /// <summary>That no cache keeps it.</summary>
    public Answer AssertNotStored()
    {
        Assert.True(Headers.CacheControl?.NoStore, $"{Address.AbsolutePath} answered {Status} without Cache-Control: no-store");
        return this;
    }
}
