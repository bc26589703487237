using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Gateway.Tests.Hosting;

/// <summary>A browser's cookies and the page's requests. It is another browser after <see cref="Copy"/>.</summary>
internal sealed class Browser(GatewayHost gateway) : IDisposable
{
    public const string SessionCookie = "__Host-gateway-session";

    private readonly HttpClient _http = gateway.CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri(GatewayHost.Url), AllowAutoRedirect = false, HandleCookies = false,
    });

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>What the last answer set, as it said it.</summary>
    public IReadOnlyList<SetCookieHeaderValue> LastSetCookies { get; private set; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The same cookies, at this gateway or at another replica.</summary>
    public Browser Copy(GatewayHost? elsewhere = null)
    {
        Browser copy = new(elsewhere ?? gateway);
        foreach ((string name, string value) in Cookies)
        {
            copy.Cookies[name] = value;
        }

        return copy;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (Cookies.Count > 0)
        {
            request.Headers.Add(HeaderNames.Cookie, string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        Keep(response);
        return response;
    }

    /// <summary>As the page's own script calls.</summary>
    public Task<HttpResponseMessage> CallAsync(string path, HttpMethod? method = null) =>
        SendAsync(method ?? HttpMethod.Get, path, ("X-CSRF", "1"), ("Sec-Fetch-Site", "same-origin"));

    /// <summary>Begins a login: the parameters of the authorize request.</summary>
    public async Task<Dictionary<string, StringValues>> BeginAsync(string returnUrl = "/")
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/bff/login?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query);
    }

    /// <summary>Comes back from the issuer.</summary>
    public Task<HttpResponseMessage> ComeBackAsync(string? code, string? state, string? issuer = StandInIssuer.Url, string? error = null) =>
        SendAsync(HttpMethod.Get, QueryHelpers.AddQueryString("/bff/callback", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["code"] = code, ["state"] = state, ["iss"] = issuer, ["error"] = error,
        }.Where(parameter => parameter.Value is not null)));

    public async Task LogInAsync()
    {
        Dictionary<string, StringValues> request = await BeginAsync();
        using HttpResponseMessage response = await ComeBackAsync(gateway.Issuer.Authorize(request["nonce"].ToString()), request["state"]);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains(SessionCookie, Cookies);
    }

    public void Dispose() => _http.Dispose();

    // A cookie that is set in the past is deleted.
    private void Keep(HttpResponseMessage response)
    {
        LastSetCookies = response.Headers.TryGetValues(HeaderNames.SetCookie, out IEnumerable<string>? set) ? [.. SetCookieHeaderValue.ParseList([.. set])] : [];
        foreach (SetCookieHeaderValue cookie in LastSetCookies)
        {
            string name = cookie.Name.ToString();
            if (cookie.Expires < DateTimeOffset.UnixEpoch.AddDays(1))
            {
                Cookies.Remove(name);
            }
            else
            {
                Cookies[name] = cookie.Value.ToString();
            }
        }
    }
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The <c>reason</c> of a refusal, which is a problem.</summary>
    public static async Task<string?> ReasonAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.JsonAsync()).GetProperty("reason").GetString();
    }

    /// <summary>A header as the service behind the gateway has received it.</summary>
    public static async Task<string?> SeenAsync(this HttpResponseMessage response, string header)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.JsonAsync()).GetProperty("headers").EnumerateObject()
            .Where(seen => seen.Name.Equals(header, StringComparison.OrdinalIgnoreCase))
            .Select(seen => seen.Value.GetString())
            .SingleOrDefault();
    }
}
