using TokenAspire.Load;

namespace TokenAspire.Gateway.Benchmarks;

internal sealed record Sample(double CpuMicroseconds, double PerSecond);

/// <summary>One proxy under as much load as its connections make, each with one request under way at any time.</summary>
internal sealed class ClosedLoop : IDisposable
{
    private readonly string _name;
    private readonly ServerProcess _proxy;
    private readonly byte[][] _requests;
    private readonly TlsConnection[] _connections;

    private ClosedLoop(string name, ServerProcess proxy, byte[][] requests, TlsConnection[] connections)
    {
        _name = name;
        _proxy = proxy;
        _requests = requests;
        _connections = connections;
    }

    public List<Sample> Samples { get; } = [];

    public static async Task<ClosedLoop> ConnectAsync(string name, ServerProcess proxy, byte[][] requests, int connections) => new(
        name, proxy, requests, await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => TlsConnection.OpenAsync(proxy.Port))));

    public async Task<Sample> RunAsync(int requests)
    {
        await ReconnectAsync();
        TimeSpan cpu = _proxy.CpuTime;
        long begun = TimeProvider.System.GetTimestamp();
        int sent = 0;
        await Task.WhenAll(_connections.Select(connection => Task.Run(async () =>
        {
            try
            {
                for (int number; (number = Interlocked.Increment(ref sent)) <= requests;)
                {
                    (await connection.ExchangeAsync(_requests[number % _requests.Length])).Expect200();
                }
            }
            catch (IOException fault)
            {
                throw new InvalidOperationException($"{_name} has closed a connection during its turn, after {TimeProvider.System.GetElapsedTime(begun)}.", fault);
            }
        })));
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begun);
        return new Sample((_proxy.CpuTime - cpu).TotalMicroseconds / requests, requests / elapsed.TotalSeconds);
    }

    // The turns of the others may take longer than a server keeps a connection that is idle.
    private async Task ReconnectAsync()
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            if (_connections[i].IsStale)
            {
                _connections[i].Dispose();
                _connections[i] = await TlsConnection.OpenAsync(_proxy.Port);
            }
        }
    }

    public void Print()
    {
        Figure.Print($"{_name}_rps", Figure.Median(Samples.Select(sample => sample.PerSecond)), "requests/s");
        Figure.Print($"{_name}_cpu_us", Figure.Median(Samples.Select(sample => sample.CpuMicroseconds)), "us");
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());
}
