namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

internal static class Page
{
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
