using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace TokenAspire.Issuer.Pages;

internal static class PageRedirects
{
    /// <summary>RFC 9700 4.12: 303, so that the browser does not repeat what was posted to the next address.</summary>
    public static StatusCodeResult SeeOther(this PageModel page, string address)
    {
        page.Response.Headers.Location = address;
        return page.StatusCode(StatusCodes.Status303SeeOther);
    }
}
