using System.Net;
using System.Text;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Who is calling (RFC 6749 2.3 and 3.2.1).</summary>
public abstract class ClientAuthenticationTests(IServerUnderTest server) : Clauses(server)
{
    private static readonly KeyValuePair<string, string?>[] Ask = [new("grant_type", "client_credentials")];

    // Uri.EscapeDataString escapes more than the form encoding has to, and nothing differently but the space.
    private static string Basic(string clientId, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}"));

    // RFC 6749 2.3.1.
    [Fact]
    public async Task Client_secret_basic_and_post_are_the_same_client()
    {
        Answer basic = (await PostAsync(Token, Ask, Basic(Registered.Worker.ClientId, Registered.Worker.Secret!))).AssertSuccess();
        Answer post = (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess();

        Assert.Equal(new Jwt(basic["access_token"]!)["client_id"], new Jwt(post["access_token"]!)["client_id"]);
    }

    // RFC 6749 2.3.1: both are form-encoded before they are joined, so a space may also be a plus.
    [Fact]
    public async Task Basic_credentials_are_form_decoded()
    {
        KeyValuePair<string, string?>[] revoke = [new("token", "unknown")];
        string escaped = Uri.EscapeDataString(Registered.Web.Secret!);
        foreach (string secret in (string[])[escaped, escaped.Replace("%20", "+", StringComparison.Ordinal)])
        {
            string header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Registered.Web.ClientId}:{secret}"));
            (await PostAsync(Revocation, revoke, header)).AssertSuccess();
        }

        string raw = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Registered.Web.ClientId}:{Registered.Web.Secret}"));
        (await PostAsync(Revocation, revoke, raw)).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
    }

    // RFC 6749 5.2: 401 with the scheme that the client used; RFC 9110 11.1: its name is case-insensitive.
    [Theory]
    [InlineData("Basic !")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic OnNlY3JldA==")]
    [InlineData("Basic")]
    [InlineData("Bearer abc")]
    [InlineData("Negotiate abc")]
    public async Task Credentials_that_are_none_are_an_invalid_client(string authorization)
    {
        Answer answer = (await PostAsync(Token, Ask, authorization)).AssertError(HttpStatusCode.Unauthorized, "invalid_client");

        Assert.StartsWith("Basic ", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    // RFC 9110 11.1.
    [Fact]
    public async Task The_scheme_is_case_insensitive() =>
        (await PostAsync(Token, Ask, Basic(Registered.Worker.ClientId, Registered.Worker.Secret!).Replace("Basic", "bAsIC", StringComparison.Ordinal))).AssertSuccess();

    // RFC 6749 5.2.
    [Fact]
    public async Task Wrong_missing_and_unknown_clients_look_the_same()
    {
        Answer[] answers =
        [
            await PostAsync(Token, [.. Ask, new("client_id", Registered.Worker.ClientId), new("client_secret", "wrong")]),
            await PostAsync(Token, [.. Ask, new("client_id", "nobody"), new("client_secret", "wrong")]),
            await PostAsync(Token, [.. Ask, new("client_id", Registered.Worker.ClientId)]),
            await PostAsync(Token, [.. Ask, new("client_id", "nobody")]),
            await PostAsync(Token, [.. Ask, new("client_id", Registered.Native.ClientId), new("client_secret", "a public client has none")]),
        ];

        Assert.All(answers, answer => answer.AssertError(HttpStatusCode.Unauthorized, "invalid_client"));
        Assert.Single(answers.Select(answer => answer.Body).Distinct(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Token, Ask)).Status);
    }

    // RFC 6749 2.3: not more than one method in each request.
    [Fact]
    public async Task Two_methods_at_once_are_refused()
    {
        string basic = Basic(Registered.Worker.ClientId, Registered.Worker.Secret!);

        (await PostAsync(Token, [.. Ask, new("client_secret", Registered.Worker.Secret)], basic)).AssertError("invalid_request");
        (await PostAsync(Token, [.. Ask, new("client_id", Registered.Web.ClientId)], basic)).AssertError("invalid_request");
        Answer assertionToo = await PostAsync(
            Token, [.. Ask, new("client_assertion", "e30.e30.e30"), new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")], basic);
        Assert.Contains(assertionToo["error"], (string[])["invalid_request", "invalid_client"]);
    }

    // RFC 9110 5.3: two headers are two credentials.
    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        string header = $"Authorization: {Basic(Registered.Worker.ClientId, Registered.Worker.Secret!)}\r\n";

        (HttpStatusCode status, string text) = await RawRequest.SendAsync(
            Server.Issuer, RawRequest.Form("/connect/token", header + header, "grant_type=client_credentials"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("\"invalid_request\"", text, StringComparison.Ordinal);
    }

    // RFC 6749 2.3.1: never in the URI, where it ends up in logs.
    [Fact]
    public async Task Credentials_in_the_query_do_not_count()
    {
        UriBuilder address = new(Token) { Query = $"client_id={Registered.Worker.ClientId}&client_secret={Uri.EscapeDataString(Registered.Worker.Secret!)}" };

        (await PostAsync(address.Uri, Ask)).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
    }

    // RFC 6749 2.3.1: against brute force. Each client at each address has its own count: nobody can lock out another's client.
    [Fact]
    public async Task Guessing_the_secret_of_a_client_ends_in_429_with_a_time_to_wait()
    {
        Answer answer;
        int guesses = 0;
        do
        {
            answer = await PostAsync(Token, [.. Ask, new("client_id", Registered.Guessed.ClientId), new("client_secret", $"guess {guesses}")]);
        }
        while (answer.Status is HttpStatusCode.Unauthorized && ++guesses < 50);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ClientCredentialsAsync(Registered.Guessed)).Status);
        (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess();
        answer.AssertNotStored();
    }

    // The same for an address that tries one name after the other: here one that nobody else calls from.
    [Fact]
    public async Task Guessing_from_one_address_ends_in_429_whatever_clients_it_names()
    {
        using HttpClient guesser = new(new SocketsHttpHandler { ConnectCallback = LocalAddress.ConnectFrom("127.0.0.9") });
        HttpStatusCode status;
        int guesses = 0;
        do
        {
            using FormUrlEncodedContent form = new(
                [new("grant_type", "client_credentials"), new("client_id", $"name-{guesses}"), new("client_secret", "guess")]);
            using HttpResponseMessage response = await guesser.PostAsync(Token, form, Cancel);
            status = response.StatusCode;
        }
        while (status is HttpStatusCode.Unauthorized && ++guesses < 200);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess();
    }
}
