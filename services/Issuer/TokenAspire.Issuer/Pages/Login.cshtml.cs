using Microsoft.AspNetCore.Mvc;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Pages;

/// <summary>The login form: user name and password.</summary>
internal sealed class LoginModel(
    PasswordLogin login,
    LoginLimiter limiter,
    PostgresLoginSessions sessions,
    KnownDevices devices,
    IRegistrations registrations,
    TimeProvider time) : LoginPage(limiter, sessions, devices, registrations, time)
{
    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    protected override Task<Account?> AuthenticateAsync(CancellationToken cancellationToken) =>
        login.AuthenticateAsync(UserName, Password, cancellationToken);
}
