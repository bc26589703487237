using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Bff;

/// <summary>Reports everything that is wrong, each with its fix.</summary>
internal sealed class BffOptionsValidator : IValidateOptions<BffOptions>
{
    private const int LeastSecret = 32;
    private const string TraceId = "{traceId}";

    public ValidateOptionsResult Validate(string? name, BffOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.ClientId.Length > 0, nameof(options.ClientId), "is empty; set it to the client_id registered at the issuer");
        Require(failures, options.ClientSecret.Length > 0, nameof(options.ClientSecret), "is empty; set it from a secret store to the client's secret");
        Require(failures, IsOrigin(options.PublicUrl), nameof(options.PublicUrl), "is not an https address without a path; write it as browsers see it, https://gateway.example.com");
        Require(failures, options.Scope.Split(' ').Contains("openid"), nameof(options.Scope), "lacks openid; without it there is no telling who has logged in");
        Require(failures, options.CookieSecret.Length >= LeastSecret, nameof(options.CookieSecret), $"has fewer than {LeastSecret} characters; set it from a secret store to random ones, the same for every replica");
        Require(failures, options.PreviousCookieSecret.Length is 0 or >= LeastSecret, nameof(options.PreviousCookieSecret), $"has fewer than {LeastSecret} characters; set it to the former CookieSecret or remove it");
        Require(failures, options.PreviousCookieSecret.Length == 0 || options.PreviousCookieSecret != options.CookieSecret, nameof(options.PreviousCookieSecret), "is CookieSecret; remove it, or set CookieSecret to the new one");
        Require(failures, options.SessionLifetime > TimeSpan.Zero, nameof(options.SessionLifetime), "is not positive; remove it for the default of 12 hours");
        Require(failures, options.RefreshBefore > TimeSpan.Zero, nameof(options.RefreshBefore), "is not positive; remove it for the default of 1 minute");
        Require(failures, options.LoginTimeout > TimeSpan.Zero, nameof(options.LoginTimeout), "is not positive; remove it for the default of 15 minutes");
        Require(failures, options.IssuerTimeout > TimeSpan.Zero, nameof(options.IssuerTimeout), "is not positive; remove it for the default of 5 seconds");
        Require(failures, options.TraceUrl.Length == 0 || IsTraceUrl(options.TraceUrl), nameof(options.TraceUrl), $"is not an http address with {TraceId} in it; write https://traces.example.com/{TraceId} or remove it");
        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string mistake)
    {
        if (!holds)
        {
            failures.AddError($"{BffOptions.Section}:{setting} {mistake}.");
        }
    }

    private static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.PathAndQuery == "/" && uri.Fragment.Length == 0;

    // The page makes a link of it: nothing but http, or a setting could put a script there.
    private static bool IsTraceUrl(string value) =>
        value.Contains(TraceId, StringComparison.Ordinal)
        && Uri.TryCreate(value, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
