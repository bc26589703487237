using TokenAspire.Issuer.Contracts.Interaction;

namespace TokenAspire.Issuer.Pages;

internal static class PagesExtensions
{
    /// <summary>Adds the pages and their anti-forgery cookie.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<IInteractionPages, InteractionPages>();
        services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new PageHeaders()));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-issuer-antiforgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.Path = "/";

            // The page's own policy says it better, and for every page.
            options.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }
}
