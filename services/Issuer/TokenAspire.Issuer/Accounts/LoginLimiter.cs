using System.Net;
using System.Threading.RateLimiting;
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

/// <summary>
/// Stops who tries few passwords at many accounts, which no lockout sees. Memory is bounded because addresses share a
/// fixed number of buckets.
/// </summary>
internal sealed class LoginLimiter : IDisposable
{
    private readonly IAuditLog _audit;
    private readonly IssuerMetrics _metrics;
    private readonly ILogger<LoginLimiter> _logger;
    private readonly PartitionedRateLimiter<int> _limiter;

    public LoginLimiter(IOptions<LoginLimitOptions> options, IAuditLog audit, IssuerMetrics metrics, ILogger<LoginLimiter> logger)
    {
        (_audit, _metrics, _logger) = (audit, metrics, logger);
        _limiter = PartitionedRateLimiter.Create<int, int>(bucket => RateLimitPartition.GetFixedWindowLimiter(
            bucket,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.FailuresPerAddress, Window = options.Value.Window, QueueLimit = 0 }));
    }

    /// <summary>How long the address has to wait before its next attempt is looked at; null where it need not.</summary>
    public TimeSpan? WaitFor(IPAddress? address)
    {
        // Asking for no permit only tells whether one is left.
        using RateLimitLease lease = _limiter.AttemptAcquire(AddressBuckets.Of(address), permitCount: 0);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1);
    }

    /// <summary>Counts a failed login.</summary>
    public void Failed(IPAddress? address) => _limiter.AttemptAcquire(AddressBuckets.Of(address)).Dispose();

    /// <summary>Counts an attempt that was not looked at.</summary>
    public void Refused()
    {
        _metrics.LoginAttempted(LoginOutcome.Limited);
        _audit.Write(new AuditEvent(AuditEvents.Login, "limited"));
        Log.LoginLimited(_logger);
    }

    public void Dispose() => _limiter.Dispose();
}
