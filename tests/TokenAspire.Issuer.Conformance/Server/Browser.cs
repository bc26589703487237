using System.Net;
using System.Text.RegularExpressions;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A person's browser: keeps cookies, shows each redirect instead of following it, fills in forms.</summary>
public sealed partial class Browser(IServerUnderTest server, CookieContainer cookies) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = server.Issuer };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What it keeps.</summary>
    public CookieContainer Cookies => cookies;

    /// <summary>Opens an address.</summary>
    public async Task<Answer> GetAsync(Uri address) => await Answer.OfAsync(await _http.GetAsync(address, Cancel));

    /// <summary>Sends an authorization request and shows its first answer.</summary>
    public Task<Answer> SendAsync(AuthorizationRequest request) => GetAsync(new Uri(server.Issuer, "/connect/authorize" + request.Query));

    /// <summary>Sends it by POST (OIDC Core 3.1.2.1).</summary>
    public Task<Answer> PostAsync(AuthorizationRequest request) => PostAsync(new Uri(server.Issuer, "/connect/authorize"), request.Sent);

    /// <summary>Posts fields.</summary>
    public async Task<Answer> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using FormUrlEncodedContent form = new(fields);
        return await Answer.OfAsync(await _http.PostAsync(address, form, Cancel));
    }

    /// <summary>Sends a request and does what the person does until the client has its answer: logs in, consents.</summary>
    public async Task<Answer> AuthorizeAsync(AuthorizationRequest request, string person = "alice")
    {
        Answer answer = await SendAsync(request);
        for (int step = 0; step < 8; step++)
        {
            if (answer.Status == HttpStatusCode.OK)
            {
                answer = await SubmitAsync(answer, person);
            }
            else if (answer.Location.Host == server.Issuer.Host && answer.Location.Port == server.Issuer.Port)
            {
                answer = await GetAsync(answer.Location);
            }
            else
            {
                return answer;
            }
        }

        throw new InvalidOperationException($"The authorization does not end; last at {answer.Address.AbsolutePath}: {answer.Status}");
    }

    /// <summary>Fills in the form of a page, whichever it is, and sends it.</summary>
    public Task<Answer> SubmitAsync(Answer page, string person = "alice", params (string Name, string Value)[] forged)
    {
        (Uri action, Dictionary<string, string> fields) = Form(page);
        if (page.Body.Contains("type=\"password\"", StringComparison.Ordinal))
        {
            fields["username"] = person;
            fields["password"] = server.Password;
        }

        foreach ((string name, string value) in forged)
        {
            fields[name] = value;
        }

        return PostAsync(action, fields);
    }

    /// <summary>The same with the last button of a page's last form: the one that says no, where there are two.</summary>
    public Task<Answer> RefuseAsync(Answer page)
    {
        (Uri action, Dictionary<string, string> fields) = Form(page);
        string button = Inputs().Matches(page.Body).Last(input => input.Value.StartsWith("<button", StringComparison.Ordinal)).Value;
        fields[Attribute(button, "name")] = Attribute(button, "value");
        return PostAsync(action, fields);
    }

    /// <summary>Where the last form of a page goes and what it sends untouched, its first button included.</summary>
    public static (Uri Action, Dictionary<string, string> Fields) Form(Answer page)
    {
        Match form = Forms().Matches(page.Body).FirstOrDefault(form => form.Value.Contains("type=\"password\"", StringComparison.Ordinal))
            ?? Forms().Matches(page.Body).LastOrDefault()
            ?? throw new InvalidOperationException($"{page.Address.AbsolutePath} has no form: {page.Body}");
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string input in Inputs().Matches(form.Value).Select(input => input.Value))
        {
            bool isSent = !input.Contains("type=\"checkbox\"", StringComparison.Ordinal) || input.Contains(" checked", StringComparison.Ordinal);
            if (isSent && Attribute(input, "name") is { Length: > 0 } name)
            {
                fields.TryAdd(name, Attribute(input, "value"));
            }
        }

        string action = Attribute(form.Value[..form.Value.IndexOf('>', StringComparison.Ordinal)], "action");
        return (new Uri(page.Address, action), fields);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static string Attribute(string element, string name) =>
        WebUtility.HtmlDecode(Regex.Match(element, $"\\b{name}=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forms();

    [GeneratedRegex("<(input|button)[^>]*>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inputs();
}
