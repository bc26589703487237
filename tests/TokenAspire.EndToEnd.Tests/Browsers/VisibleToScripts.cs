using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace TokenAspire.EndToEnd.Tests.Browsers;

/// <summary>All that a script on the page could get hold of: what the page holds, and what its requests were answered.</summary>
internal sealed partial class VisibleToScripts
{
    private const string Script =
        """
        async () => JSON.stringify({
          cookie: document.cookie,
          local: { ...localStorage },
          session: { ...sessionStorage },
          databases: await indexedDB.databases(),
          caches: await caches.keys(),
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          history: history.state,
          name: window.name,
          address: location.href,
          referrer: document.referrer,
          performance: performance.getEntries().map(entry => entry.toJSON()),
          globals: Object.keys(window).map(key => { try { return JSON.stringify(window[key]); } catch { return ''; } }),
          source: document.documentElement.outerHTML,
        })
        """;

    private readonly IPage _page;
    private readonly ConcurrentQueue<Task<string>> _answers = [];

    private VisibleToScripts(IPage page) => _page = page;

    public static VisibleToScripts Of(IPage page)
    {
        VisibleToScripts visible = new(page);
        page.Response += (_, response) =>
        {
            // What a script has asked for or can ask for.
            if (response.Request.ResourceType is "fetch" or "xhr" or "script" or "stylesheet")
            {
                visible._answers.Enqueue(ReadAsync(response));
            }
        };
        return visible;
    }

    /// <summary>What the page holds at this moment.</summary>
    public static Task<string> StateAsync(IPage page) => page.EvaluateAsync<string>(Script);

    /// <summary>The same, and every answer until now; the page must not have been left since.</summary>
    public async Task<string> ReadAsync() => string.Join('\n', [await StateAsync(_page), .. await Task.WhenAll(_answers)]);

    /// <summary>A JWT, or 256 bits in base64url, which is what refresh tokens are; null where there is none.</summary>
    public static string? FindToken(string text) => Token().Match(text) is { Success: true } token ? token.Value : null;

    // fetch() withholds Set-Cookie from scripts (Fetch section 2.2.6, forbidden response-header name).
    private static async Task<string> ReadAsync(IResponse response)
    {
        IEnumerable<string> headers = (await response.AllHeadersAsync())
            .Where(header => !header.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase))
            .Select(header => $"{header.Key}: {header.Value}");

        // 304: the browser has the body from before, when it was read here.
        bool hasBody = response.Status is < 300 or >= 400;
        return string.Join('\n', [response.Url, .. headers, hasBody ? await response.TextAsync() : ""]);
    }

    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]{8,}\.|(?<![\w-])[\w-]{43}(?![\w-])", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Token();
}
