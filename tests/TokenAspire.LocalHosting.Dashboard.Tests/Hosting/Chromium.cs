namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

/// <summary>The system's own browser; test.sh installs it.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    public static string Find() => Places.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing. Install it (Debian: apt-get install chromium), or run ./test.sh, which does.");
}
