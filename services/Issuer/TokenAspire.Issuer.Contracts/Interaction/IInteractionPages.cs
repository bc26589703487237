using TokenAspire.Issuer.Contracts.DeviceAuthorizations;

namespace TokenAspire.Issuer.Contracts.Interaction;

/// <summary>Where the host's pages are.</summary>
public interface IInteractionPages
{
    /// <summary>The page that asks for consent, which comes back to <paramref name="returnUrl"/> (a path and query of this issuer) afterwards.</summary>
    string ConsentUrl(string returnUrl);

    /// <summary>The path of the page on which a person connects a device, with its code filled in where one is given.</summary>
    string DeviceUrl(UserCode? userCode);

    /// <summary>The page that asks whether to log out, which comes back to <paramref name="returnUrl"/> (a path and query of this issuer) afterwards.</summary>
    string LogoutUrl(string returnUrl);

    /// <summary>The page that says that nobody is logged in any more.</summary>
    string LoggedOutUrl { get; }
}
