using System.Net;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts;

namespace TokenAspire.Issuer.Accounts;

/// <summary>How often an address may fail to log in; section <c>Issuer:LoginLimit</c>.</summary>
internal sealed class LoginLimitOptions
{
    public const string Section = "Issuer:LoginLimit";

    /// <summary>Failed logins of one address within the window, whatever accounts they name; each issuer counts for itself. Default: 30.</summary>
    public int FailuresPerAddress { get; set; } = 30;

    /// <summary>How long failures count. Default: 1 minute.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Stops who tries few passwords at many accounts, which no lockout sees.</summary>
internal sealed class LoginLimiter(
    IOptions<LoginLimitOptions> options, IAuditLog audit, IssuerMetrics metrics, TimeProvider time, ILogger<LoginLimiter> logger)
{
    private readonly FailureLimit _failures = new(options.Value.FailuresPerAddress, options.Value.Window, time);

    /// <summary>Lets an attempt of an address in; it must <see cref="Leave"/> then. How long it has to wait where it is not let in.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        TimeSpan? wait = await _failures.EnterAsync(AddressBuckets.Of(address), cancellationToken);
        if (wait is not null)
        {
            metrics.LoginAttempted(LoginOutcome.Limited);
            audit.Write(new AuditEvent(AuditEvents.Login, "limited"));
            Log.LoginLimited(logger);
        }

        return wait;
    }

    /// <summary>Ends an attempt that was let in.</summary>
    public void Leave(IPAddress? address, bool hasFailed) => _failures.Leave(AddressBuckets.Of(address), hasFailed);
}
