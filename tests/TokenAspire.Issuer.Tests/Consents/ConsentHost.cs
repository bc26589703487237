using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Consents;

/// <summary>An issuer whose client <c>cli</c> is a third party's.</summary>
public sealed class ConsentHost : IssuerHost
{
    public ConsentHost(Stores stores) : base(stores) => Settings["Registrations:Clients:1:RequiresConsent"] = "true";
}

/// <summary>Somebody who has logged in and whom nobody has asked anything yet.</summary>
internal sealed record Person(Guid SubjectId, Browser Browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Person> LoggedInAsync(IssuerHost host)
    {
        Guid subject = await Grant.CreateSubjectAsync(host);
        string name = (await host.QueryAsync<string>("select user_name from users where id = $1", subject)).Single();
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync(name, IssuerHost.DevelopmentPassword)).Dispose();
        return new Person(subject, browser);
    }

    /// <summary>Where an address leads to.</summary>
    public async Task<string> LocationAsync(string url)
    {
        using HttpResponseMessage response = await Browser.Http.GetAsync(url, Cancel);
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Presses a button of the consent page; the client's answer.</summary>
    public async Task<Dictionary<string, StringValues>> DecideAsync(string page, string decision)
    {
        using HttpResponseMessage response = await Browser.PostFormAsync(page, "/consent", new(StringComparer.Ordinal) { ["decision"] = decision });
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return Answer(await LocationAsync(response.Headers.Location!.OriginalString));
    }

    /// <summary>Allows what the client asks for; the code.</summary>
    public async Task<string> AllowAsync(string parameters = "&prompt=consent") =>
        (await DecideAsync(await LocationAsync(Browser.AuthorizeUrl() + parameters), "allow"))["code"].ToString();

    public Task<HttpResponseMessage> WithdrawAsync() => Browser.PostFormAsync("/consents", "/consents");

    public static Dictionary<string, StringValues> Answer(string location)
    {
        Assert.StartsWith(Browser.RedirectUri + "?", location, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(location[location.IndexOf('?', StringComparison.Ordinal)..]);
    }
}
