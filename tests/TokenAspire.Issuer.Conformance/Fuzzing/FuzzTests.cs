using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Fuzzing;

/// <summary>Requests that nobody means: whatever comes, the answer is one of the protocol.</summary>
public abstract class FuzzTests(IServerUnderTest server) : Clauses(server)
{
    private const int Requests = 2_000;
    private const int AtOnce = 4;

    // From one address: what fails is counted per address, and a caller that is told to wait tests nothing more.
    private const int RequestsPerAddress = 40;

    // Set to the seed that a failure names, to see that failure again.
    private const string SeedVariable = "FUZZ_SEED";

    private static readonly string[] Traces = ["   at ", "System.", "Npgsql", "Microsoft.", "Exception", "StackTrace"];

    [Fact]
    public async Task No_request_is_answered_by_a_fault_a_trace_or_a_redirect_to_a_stranger()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out int given) ? given : Random.Shared.Next();
        Known known = await KnownAsync();
        RequestGenerator generator = new(seed, known);
        FuzzedRequest[][] chunks = [.. Enumerable.Range(0, Requests).Select(_ => generator.Next()).Chunk(RequestsPerAddress)];

        ConcurrentQueue<string> failures = [];
        await Parallel.ForEachAsync(chunks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel }, async (chunk, cancellationToken) =>
        {
            using HttpClient http = new(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectCallback = LocalAddress.ConnectFrom(LocalAddress.Take()),
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            });
            foreach (FuzzedRequest request in chunk)
            {
                foreach (string finding in await AskAsync(http, request, cancellationToken))
                {
                    failures.Enqueue($"{finding}\n    {request}");
                }
            }
        });

        Assert.True(failures.IsEmpty, $"{SeedVariable}={seed}\n{string.Join('\n', failures.Take(10))}");
    }

    private async Task<string[]> AskAsync(HttpClient http, FuzzedRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.ToMessage(Server.Issuer);
        try
        {
            return [.. Findings(request, await Answer.OfAsync(await http.SendAsync(message, cancellationToken)))];
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is not HttpRequestError.ResponseEnded)
        {
            // RFC 9112 9.6: a server may refuse and close before it has read a whole body. An answer that breaks off is a fault.
            return [];
        }
    }

    private static IEnumerable<string> Findings(FuzzedRequest request, Answer answer)
    {
        if ((int)answer.Status >= 500)
        {
            yield return $"a fault: {answer.Status}";
        }

        if (Array.Find(Traces, trace => answer.Body.Contains(trace, StringComparison.Ordinal)) is string found)
        {
            yield return $"a trace of the inside: {found}";
        }

        // RFC 6749 5.1: what is about one caller or one token is kept nowhere. A connection that is closed without a word
        // (RFC 9112 3: an address or a header beyond all limits) is about nobody, no endpoint having seen the request.
        bool isUnread = answer.Headers.ConnectionClose is true && answer.Body.Length == 0;
        bool isAnswered = !isUnread && answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
        if (isAnswered && request.IsPrivate && answer.Headers.CacheControl?.NoStore is not true)
        {
            yield return $"no Cache-Control: no-store: {answer.Status}";
        }

        // RFC 9700 4.11.
        if (answer.Headers.Location is not null && !IsKnown(answer.Location, answer.Address))
        {
            yield return $"a redirect to a stranger: {answer.Location}";
        }
    }

    private static bool IsKnown(Uri location, Uri server) =>
        location.Authority == server.Authority
        || Registered.Clients.SelectMany(client => client.RedirectUris.Concat(client.PostLogoutRedirectUris)).Select(uri => new Uri(uri)).Any(uri =>
            location.Scheme == uri.Scheme && location.Host == uri.Host && location.AbsolutePath == uri.AbsolutePath && (uri.IsLoopback || location.Port == uri.Port));

    /// <summary>Real tokens and codes, so that more than the first check of each endpoint is reached.</summary>
    private async Task<Known> KnownAsync()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Native);
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Native);
        return new Known(
            [tokens["access_token"]!, tokens["refresh_token"]!, tokens["id_token"]!, code, request.Verifier, request["code_challenge"]!],
            browser.Cookies.GetCookieHeader(Server.Issuer));
    }
}
