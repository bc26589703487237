using System.Net;
using System.Net.Http.Headers;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>How a token may come and how it may not (RFC 6750 section 2), and what every refusal looks like.</summary>
public abstract class TransportTests(RevocationStore store)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bearer {0}")]
    [InlineData("BEARER {0}")]
    [InlineData("Bearer   {0}")]
    public async Task The_schemes_name_is_case_insensitive(string authorization)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        using HttpResponseMessage response = await SendAsync(resource, HttpMethod.Get, "/orders", string.Format(null, authorization, issuer.CreateToken()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Bearer", "malformed")]
    [InlineData("Bearer ", "malformed")]
    [InlineData("Bearer {0} {0}", "malformed")]
    [InlineData("Bearer {0}, Bearer {0}", "malformed")]
    [InlineData("Bearer\t{0}", null)]
    [InlineData("Bearer{0}", null)]
    [InlineData("Bearer,{0}", null)]
    [InlineData("Basic {0}", null)]
    [InlineData("{0}", null)]
    public async Task Anything_else_in_the_header_is_refused(string authorization, string? reason)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        using HttpResponseMessage response = await SendAsync(resource, HttpMethod.Get, "/orders", string.Format(null, authorization, issuer.CreateToken()));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(reason is null ? "Bearer" : $"Bearer error=\"invalid_token\", error_description=\"The token was refused: {reason}\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_token_in_the_query_or_in_a_form_is_none()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using FormUrlEncodedContent form = new([new("access_token", issuer.CreateToken())]);

        using HttpResponseMessage inQuery = await resource.Client.GetAsync($"/orders?access_token={issuer.CreateToken()}", Ct);
        using HttpResponseMessage inForm = await resource.Client.PostAsync("/forms", form, Ct);

        Assert.All([inQuery, inForm], response =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        });
    }

    [Fact]
    public async Task A_huge_header_is_too_large_and_a_larger_one_never_gets_here()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal("too_large", (await resource.GetAsync("/orders", new string('a', 20_000))).Reason);
        using HttpResponseMessage larger = await SendAsync(resource, HttpMethod.Get, "/orders", "Bearer " + new string('a', 40_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, larger.StatusCode);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png")]
    public async Task A_refusal_is_a_problem_whatever_the_client_would_like(string accept)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        resource.Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));

        Answer[] refused = [await resource.GetAsync("/orders"), await resource.GetAsync("/orders", "a.b.c"), await resource.GetAsync("/writes", issuer.CreateToken())];

        Assert.All(refused, answer => Assert.Equal("application/problem+json", answer.ContentType));
    }

    [Fact]
    public async Task Nothing_is_opened_to_other_origins()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        resource.Client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        resource.Client.DefaultRequestHeaders.Add("Access-Control-Request-Method", "GET");

        using HttpResponseMessage preflight = await SendAsync(resource, HttpMethod.Options, "/orders", authorization: null);
        using HttpResponseMessage head = await SendAsync(resource, HttpMethod.Head, "/orders", authorization: null);

        Assert.All([preflight, head], response =>
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        });
    }

    private static async Task<HttpResponseMessage> SendAsync(TestResource resource, HttpMethod method, string path, string? authorization)
    {
        using HttpRequestMessage request = new(method, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await resource.Client.SendAsync(request, Ct);
    }
}

public sealed class TransportInTheFastLane(RevocationStore store) : TransportTests(store.With(fastLane: true));

public sealed class TransportWithoutTheFastLane(RevocationStore store) : TransportTests(store.With(fastLane: false));
