namespace TokenAspire.LocalHosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line; <c>--Parameters:NAME=VALUE</c> sets a parameter.</summary>
    public string[]? Args { get; set; }

    /// <summary>Whether there is no dashboard. Default: there is one, except under the testing builder.</summary>
    public bool DisableDashboard { get; set; }
}
