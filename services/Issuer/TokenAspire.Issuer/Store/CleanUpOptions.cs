namespace TokenAspire.Issuer.Store;

/// <summary>How rows that nothing can use any more leave the database.</summary>
internal sealed class CleanUpOptions
{
    public const string Section = "Issuer:CleanUp";

    /// <summary>How often one of the issuers looks for expired rows. Default: 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Rows per statement, so that no statement holds its locks for long. Default: 1000.</summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>How long an expired or revoked row is still recognised, so that its second use is named for what it is. Default: 1 day.</summary>
    public TimeSpan Remembrance { get; set; } = TimeSpan.FromDays(1);
}
