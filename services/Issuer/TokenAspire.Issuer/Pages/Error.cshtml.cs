using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace TokenAspire.Issuer.Pages;

/// <summary>
/// Tells a person why an authorize request cannot go back to its client. The query chooses among
/// the texts here and never brings its own: nobody can put words on this page by sending a link.
/// </summary>
internal sealed class ErrorModel : PageModel
{
    private static readonly Dictionary<string, string> Explanations = new(StringComparer.Ordinal)
    {
        ["invalid_request"] = "The address that brought you here is incomplete or was changed on the way.",
        ["unauthorized_client"] = "The application that sent you here is not registered for this.",
        ["access_denied"] = "Access was denied.",
        ["server_error"] = "Something went wrong on our side.",
        ["temporarily_unavailable"] = "This service is busy or being maintained.",
    };

    [BindProperty(Name = "error", SupportsGet = true)]
    public string? Error { get; set; }

    public string Explanation => Explanations[Error!];

    public IActionResult OnGet()
    {
        if (Error is null || !Explanations.ContainsKey(Error))
        {
            Error = "invalid_request";
        }

        PageResult page = Page();
        page.StatusCode = StatusCodes.Status400BadRequest;
        return page;
    }
}
