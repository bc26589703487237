using System.Net.Mime;
using System.Text;
using TokenAspire.Gateway.Bff.Page;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary>
/// Tells a person why a login went no further. Every word is from here: nobody can put text on this page by sending a link.
/// </summary>
internal sealed class LoginRefusal : IResult
{
    public static readonly LoginRefusal ForeignReturnUrl = new("foreign_return_url", StatusCodes.Status400BadRequest, "The address that brought you here wants to send you to another site after the login.");
    public static readonly LoginRefusal Malformed = new("malformed", StatusCodes.Status400BadRequest, "The answer to your login is incomplete or was changed on the way.");
    public static readonly LoginRefusal UnknownAttempt = new("unknown_attempt", StatusCodes.Status400BadRequest, "This login was not begun in this browser, took too long, or was completed before.");
    public static readonly LoginRefusal OtherIssuer = new("other_issuer", StatusCodes.Status400BadRequest, "The answer to your login is not from the issuer that was asked.");
    public static readonly LoginRefusal Denied = new("denied", StatusCodes.Status400BadRequest, "The issuer did not let you in, or you chose not to.");
    public static readonly LoginRefusal CodeRefused = new("code_refused", StatusCodes.Status400BadRequest, "The answer to your login was used before or is too old.");
    public static readonly LoginRefusal IdTokenRefused = new("id_token_refused", StatusCodes.Status502BadGateway, "The issuer's answer could not be verified.");
    public static readonly LoginRefusal IssuerUnavailable = new("issuer_unavailable", StatusCodes.Status503ServiceUnavailable, "The issuer does not answer at the moment. Try again in a little while.");

    private readonly int _status;
    private readonly string _explanation;

    private LoginRefusal(string reason, int status, string explanation) => (Reason, _status, _explanation) = (reason, status, explanation);

    public string Reason { get; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        PageHeaders.Set(httpContext.Response.Headers);
        httpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(Html(), MediaTypeNames.Text.Html, Encoding.UTF8, _status).ExecuteAsync(httpContext);
    }

    private string Html() =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>Not logged in · TokenAspire</title>
          <link rel="stylesheet" href="/page.css">
        </head>
        <body>
          <main>
            <h1>You are not logged in</h1>
            <p>{_explanation}</p>
            <p><code>{Reason}</code></p>
            <p><a href="/">Back to the start</a></p>
          </main>
        </body>
        </html>
        """;
}
