using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Asks the issuer about tokens (RFC 7662 section 2.1), a limited number at a time.</summary>
internal sealed class IntrospectionClient(
    IHttpClientFactory clients,
    IssuerKeySet issuer,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time,
    ILogger<IntrospectionClient> logger) : IDisposable
{
    // Whoever sends made-up tokens has each of them asked about: it must not become the issuer's flood.
    private const int MostAtOnce = 64;

    private readonly IntrospectionOptions _options = options.Value.Introspection;
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private int _isFailing;

    /// <summary>The answer; null when there is none to be had now, which is logged when it begins.</summary>
    public async Task<IntrospectionResponse?> AskAsync(string token)
    {
        using CancellationTokenSource timeout = new(_options.Timeout, time);
        try
        {
            await _places.WaitAsync(timeout.Token);
            try
            {
                return await SendAsync(token, timeout.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return Fail(KeyReadProblem.Of(fault), fault);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<IntrospectionResponse?> SendAsync(string token, CancellationToken ct)
    {
        IssuerDocument? document = await issuer.GetDocumentAsync(ct);
        if (document is null)
        {
            return Fail(issuer.Problem ?? new KeyReadProblem("it has not been discovered yet", "wait"));
        }

        // RFC 7662 section 4: token and secret travel over TLS or not at all, whatever discovery says.
        if (!Uri.TryCreate(document.IntrospectionEndpoint, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
        {
            return Fail(new("it publishes no https introspection_endpoint", "use an issuer that introspects, or set TokenVerification:Introspection:Mode to Off"));
        }

        using HttpRequestMessage request = new(HttpMethod.Post, endpoint);
        request.Headers.Authorization = BasicCredentials.Create(_options.ClientId, _options.ClientSecret);
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent([new("token", token), new("token_type_hint", "access_token")]);
        using HttpClient client = clients.CreateClient(IssuerDocumentReader.ClientName);
        using HttpResponseMessage response = await client.SendAsync(request, ct);
        return response.StatusCode == HttpStatusCode.OK
            ? Read(await response.Content.ReadAsByteArrayAsync(ct))
            : Fail(ProblemOf(response.StatusCode));
    }

    private IntrospectionResponse? Read(byte[] json)
    {
        if (IntrospectionResponse.TryRead(json) is not { } answer)
        {
            return Fail(new("its answer is not one of RFC 7662", "is the introspection_endpoint in its discovery document right?"));
        }

        if (Interlocked.Exchange(ref _isFailing, 0) == 1)
        {
            Log.IntrospectedAgain(logger);
        }

        return answer;
    }

    private static KeyReadProblem ProblemOf(HttpStatusCode status) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
        ? new("it does not accept this resource server", "set TokenVerification:Introspection:ClientId and ClientSecret to a client that may introspect")
        : new($"it answers with {((int)status).ToString(CultureInfo.InvariantCulture)}", "look into the issuer's own log");

    private IntrospectionResponse? Fail(KeyReadProblem problem, Exception? fault = null)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            Log.NotIntrospected(logger, problem.Problem, problem.Fix, fault);
        }

        return null;
    }
}
