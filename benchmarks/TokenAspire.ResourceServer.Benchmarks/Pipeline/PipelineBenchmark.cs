using System.Diagnostics;
using System.Globalization;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// What verification costs a request. The load comes from this process, so the server's CPU time is its own. Rounds of
/// all variants alternate; the ratio is the median of the ratios within one round.
/// </summary>
internal sealed class PipelineBenchmark(Process server)
{
    /// <summary>The argument that makes this program the server.</summary>
    public const string Server = "pipeline-server";

    private const int Connections = 64;
    private const int Rounds = 60;
    private const int SettlingRounds = 8;
    private const int Tokens = 100;

    private static readonly string[] Variants = ["anonymous", "stock", "verified"];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    // Short, and many: whatever else the machine does then weighs on all variants of a round alike.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync()
    {
        using Process server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Server])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // As the SDK sets it for web applications.
            Environment = { ["DOTNET_gcServer"] = "1" },
        })!;
        try
        {
            await new PipelineBenchmark(server).MeasureAsync();
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private async Task MeasureAsync()
    {
        Uri[] addresses = [.. (await ReadAsync(Variants.Length)).Select(line => new Uri(line))];
        string[] tokens = await ReadAsync(Tokens);
        await ReadAsync(1);
        LoadGenerator[] load = await Task.WhenAll(addresses.Select(address => LoadGenerator.ConnectAsync(address, tokens, Connections)));
        foreach (LoadGenerator generator in load)
        {
            await generator.RunAsync(WarmUp);
        }

        // As deployed, with the meters subscribed that ServiceDefaults subscribes to; then with nobody listening.
        await AskAsync("metrics");
        Print(await MeasureRoundsAsync(load), prefix: "");
        await AskAsync("quiet");
        Print(await MeasureRoundsAsync(load), prefix: "unmetered_");
        Array.ForEach(load, generator => generator.Dispose());
    }

    private async Task<Sample[][]> MeasureRoundsAsync(LoadGenerator[] load)
    {
        List<Sample[]> rounds = [];
        for (int round = 0; round < SettlingRounds + Rounds; round++)
        {
            Sample[] samples = new Sample[load.Length];
            for (int turn = 0; turn < load.Length; turn++)
            {
                int variant = (turn + round) % load.Length;
                samples[variant] = await MeasureAsync(load[variant]);
            }

            rounds.Add(samples);
        }

        // The first ones pay for what is compiled anew when listeners come or go.
        return [.. rounds.Skip(SettlingRounds)];
    }

    private async Task<Sample> MeasureAsync(LoadGenerator load)
    {
        double cpu = await AskAsync("cpu");
        long begun = TimeProvider.System.GetTimestamp();
        long requests = await load.RunAsync(Turn);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begun);
        return new Sample((await AskAsync("cpu") - cpu) / requests, requests / elapsed.TotalSeconds);
    }

    private static void Print(Sample[][] rounds, string prefix)
    {
        for (int variant = 0; variant < Variants.Length; variant++)
        {
            Figure.Print($"{prefix}{Variants[variant]}_cpu_us", Figure.Median(rounds.Select(round => round[variant].CpuMicroseconds)), "us");
            Figure.Print($"{prefix}{Variants[variant]}_rps", Figure.Median(rounds.Select(round => round[variant].RequestsPerSecond)), "requests/s");
        }

        Figure.Print($"{prefix}verified_cpu_over_anonymous", Figure.Median(rounds.Select(round => round[2].CpuMicroseconds / round[0].CpuMicroseconds)), "ratio");
    }

    private async Task<double> AskAsync(string command)
    {
        await server.StandardInput.WriteLineAsync(command);
        return double.Parse((await ReadAsync(1))[0], CultureInfo.InvariantCulture);
    }

    private async Task<string[]> ReadAsync(int lines)
    {
        string[] read = new string[lines];
        for (int line = 0; line < lines; line++)
        {
            read[line] = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
        }

        return read;
    }

    private sealed record Sample(double CpuMicroseconds, double RequestsPerSecond);
}
