using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

internal static class Page
{
    /// <summary>What stands in a page wherever the pattern fits: its group <c>value</c>.</summary>
    public static IEnumerable<string> Values(this string page, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern) =>
        Regex.Matches(page, pattern, RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(5)).Select(match => match.Groups["value"].Value);

    public static async Task<string> PageAsync(this HttpClient client, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string content = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}\n{content}");
        return content;
    }
}
