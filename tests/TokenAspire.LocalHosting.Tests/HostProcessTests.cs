using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Tests;

public sealed partial class HostProcessTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Posix.SigTerm)]
    [InlineData(Posix.SigInt)]
    public async Task A_signal_stops_everything_in_reverse_order_with_exit_code_0(int signal)
    {
        using HostProcess host = HostProcess.Start();
        await host.WaitForHealthyAsync(Timeout);
        IReadOnlyList<int> children = host.Children();

        Posix.Signal(host.Id, signal);

        Assert.Equal(0, await host.WaitForExitAsync(Timeout));
        Assert.Equal(["frontend", "backend"], Ended().Matches(host.Output).Select(match => match.Groups["name"].Value).Take(2), StringComparer.Ordinal);
        Assert.Equal(["postgres", "revocations"], Ended().Matches(host.Output).Select(match => match.Groups["name"].Value).Skip(2).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.DoesNotContain(children, HostProcess.IsRunning);
        Assert.Empty(host.RunFolders());
    }

    [Fact]
    public async Task A_killed_app_host_leaves_no_process_and_no_data()
    {
        using HostProcess host = HostProcess.Start();
        await host.WaitForHealthyAsync(Timeout);
        IReadOnlyList<int> children = host.Children();
        Assert.Equal(5, children.Count); // four resources and the watchdog
        Assert.All(children, child => Assert.True(HostProcess.IsRunning(child)));

        Posix.Signal(host.Id, Posix.SigKill);

        await UntilAsync(() => !children.Any(HostProcess.IsRunning) && !host.RunFolders().Any(), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_killed_dotnet_run_takes_its_app_host_along()
    {
        using HostProcess launcher = HostProcess.StartByDotnetRun();
        await launcher.WaitForHealthyAsync(Timeout);
        int host = Assert.Single(launcher.Children());
        IReadOnlyList<int> children = HostProcess.Children(host);
        Assert.NotEmpty(children);

        Posix.Signal(launcher.Id, Posix.SigKill);

        await UntilAsync(
            () => !HostProcess.IsRunning(host) && !children.Any(HostProcess.IsRunning) && !launcher.RunFolders().Any(), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_folder_left_by_a_dead_run_is_swept_and_a_living_one_is_kept()
    {
        using HostProcess living = HostProcess.Start();
        string dead = Directory.CreateDirectory(Path.Combine(living.Folder, "tokenaspire-run-00000000")).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, "lock"), string.Empty, Timeout);
        await living.WaitForHealthyAsync(Timeout);

        using HostProcess second = HostProcess.Start(("TMPDIR", living.Folder));
        await second.WaitForHealthyAsync(Timeout);

        Assert.False(Directory.Exists(dead));
        Assert.Equal(2, living.RunFolders().Count());
        Posix.Signal(second.Id, Posix.SigTerm);
        Assert.Equal(0, await second.WaitForExitAsync(Timeout));
        Posix.Signal(living.Id, Posix.SigTerm);
        Assert.Equal(0, await living.WaitForExitAsync(Timeout));
    }

    [Fact]
    public async Task A_parameter_of_the_environment_wins_and_reaches_only_who_it_is_for()
    {
        using HostProcess host = HostProcess.Start(("Parameters__shared-secret", "from-the-environment"));
        await host.WaitForHealthyAsync(Timeout);
        using HttpClient client = new(new SocketsHttpHandler());

        Dictionary<string, string> frontend = await EnvironmentAsync("frontend");
        Dictionary<string, string> backend = await EnvironmentAsync("backend");

        Assert.Equal("from-the-environment", frontend["SHARED_SECRET"]);
        Assert.DoesNotContain(backend, variable => variable.Value == "from-the-environment");
        Assert.DoesNotContain(frontend, variable => variable.Key.StartsWith("Parameters__", StringComparison.Ordinal));

        async Task<Dictionary<string, string>> EnvironmentAsync(string resource)
        {
            string url = Regex.Match(host.Output, $"^{resource}: (http.*)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;
            return (await client.GetFromJsonAsync<Dictionary<string, string>>(new Uri(new Uri(url), "/environment"), Timeout))!;
        }
    }

    [Fact]
    public async Task A_missing_program_is_one_message_that_names_the_fix()
    {
        string programs = Directory.CreateTempSubdirectory().FullName;
        foreach (string program in new[] { "bash", "sh", "setsid" })
        {
            File.CreateSymbolicLink(Path.Combine(programs, program), LocalPrograms.Find(program, [])!);
        }

        using HostProcess host = HostProcess.Start(("PATH", programs));

        Assert.Equal(1, await host.WaitForExitAsync(Timeout));
        Assert.Contains("The program redis-server is missing. Install it (Debian, Ubuntu: apt-get install redis-server)", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.RunFolders());
        Directory.Delete(programs, recursive: true);
    }

    [Theory]
    [InlineData("--LocalHosting:StartupTimeout=soon", "'soon' at 'LocalHosting:StartupTimeout'", "A time is written 00:02:00")]
    [InlineData("--Parameters:shared-sercet=x", "There is no parameter 'shared-sercet'.", "The parameters are shared-secret.")]
    public async Task A_bad_parameter_is_one_message_that_names_the_fix(string argument, string cause, string fix)
    {
        using HostProcess host = HostProcess.StartWith(argument);

        Assert.Equal(1, await host.WaitForExitAsync(Timeout));
        Assert.Contains(cause, host.Output, StringComparison.Ordinal);
        Assert.Contains(fix, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.RunFolders());
    }

    [Fact]
    public async Task Unreadable_user_secrets_are_one_message_that_names_the_file()
    {
        using HostProcess host = HostProcess.StartWithSecrets("{ \"Parameters:shared-secret\": ");

        Assert.Equal(1, await host.WaitForExitAsync(Timeout));
        Assert.Contains("The user secrets are not JSON; correct or delete the file.", host.Output, StringComparison.Ordinal);
        Assert.Contains("secrets.json", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_service_ends_the_app_host_with_its_last_lines_and_exit_code_1()
    {
        using HostProcess host = HostProcess.Start(("FAULT", "exit"));

        Assert.Equal(1, await host.WaitForExitAsync(Timeout));
        Assert.Contains("backend did not start: its process ended with code 3. Its last lines:", host.Output, StringComparison.Ordinal);
        Assert.Contains("  [backend] This service refuses to start", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.RunFolders());
    }

    [Fact]
    public async Task Where_a_failure_is_not_the_end_the_console_says_it_and_the_rest_runs_on()
    {
        using HostProcess host = HostProcess.Start(("FAULT", "exit"), ("LocalHosting__ExitOnFailure", "false"));

        await UntilAsync(() => host.Output.Contains("backend did not start: its process ended with code 3. Its last lines:", StringComparison.Ordinal), TimeSpan.FromMinutes(2));

        Assert.Equal(3, host.Children().Count); // both stores and the watchdog
        Posix.Signal(host.Id, Posix.SigTerm);
        Assert.Equal(0, await host.WaitForExitAsync(Timeout));
    }

    private static async Task UntilAsync(Func<bool> condition, TimeSpan bound)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(elapsed.Elapsed < bound, $"Not within {bound}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Timeout);
        }
    }

    [GeneratedRegex(@"^\[(?<name>.*)\] The process ended with code", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Ended();
}
