using System.Net;
using System.Text.RegularExpressions;

namespace TokenAspire.TestTopology.Clients;

/// <summary>The issuer's login page as a browser posts it, hidden fields included.</summary>
internal sealed partial class LoginForm
{
    private readonly Uri _action;
    private readonly Dictionary<string, string> _fields;

    private LoginForm(Uri action, Dictionary<string, string> fields) => (_action, _fields) = (action, fields);

    public static async Task<LoginForm> ReadAsync(HttpResponseMessage page)
    {
        await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.OK, page);
        string html = await page.Content.ReadAsStringAsync();
        Uri address = page.RequestMessage!.RequestUri!;
        string action = WebUtility.HtmlDecode(Action().Match(html).Groups["action"].Value);
        Dictionary<string, string> hidden = Input().Matches(html)
            .Select(input => input.Value)
            .Where(input => input.Contains("type=\"hidden\"", StringComparison.Ordinal))
            .ToDictionary(input => Attribute(input, "name"), input => Attribute(input, "value"), StringComparer.Ordinal);
        return new LoginForm(action.Length == 0 ? address : new Uri(address, action), hidden);
    }

    public Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string username, string password)
    {
        Dictionary<string, string> fields = new(_fields, StringComparer.Ordinal) { ["username"] = username, ["password"] = password };
        return browser.PostAsync(_action, new FormUrlEncodedContent(fields));
    }

    private static string Attribute(string element, string name) =>
        WebUtility.HtmlDecode(Regex.Match(element, $"\\b{name}=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value);

    [GeneratedRegex("<form[^>]*\\baction=\"(?<action>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Input();
}
