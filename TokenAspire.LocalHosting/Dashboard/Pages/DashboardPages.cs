using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>The compiled pages of this library.</summary>
internal static class DashboardPages
{
    public static void AddDashboardPages(this IServiceCollection services)
    {
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddRazorPages(options => options.RootDirectory = "/Dashboard/Pages");

        // Nothing is protected beyond this run, and nothing is written to the user's folders.
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
    }
}
