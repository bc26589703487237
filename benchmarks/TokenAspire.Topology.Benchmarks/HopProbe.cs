using System.Net.Sockets;
using System.Text;
using TokenAspire.Load;
using TokenAspire.TestTopology;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>
/// Where the time goes: one more user asks each service in turn for the identity, which it asks the next one for; what one
/// takes beyond the next is its own.
/// </summary>
internal static class HopProbe
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly (string Service, string Path)[] Doors =
        [("gateway", "/api/orders/identity"), ("orders", "/identity"), ("inventory", "/identity"), ("shipping", "/identity")];

    /// <summary>The median time of each hop, until the load ends.</summary>
    /// <param name="topology">Who is asked.</param>
    /// <param name="token">Of a login before the load: a page that is shown for the first time is compiled at the cost of all others.</param>
    /// <param name="load">What it is measured under.</param>
    public static async Task<Dictionary<string, double>> MeasureAsync(RunningTopology topology, string token, Task load)
    {
        List<double>[] times = [.. Doors.Select(_ => new List<double>())];
        int[] ports = [.. Doors.Select(door => topology.App.GetEndpoint(door.Service, "https").Port)];
        TlsConnection?[] connections = new TlsConnection?[Doors.Length];
        byte[][] requests = [.. Doors.Select(door => Encoding.ASCII.GetBytes($"GET {door.Path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"))];
        using PeriodicTimer timer = new(Pause, TimeProvider.System);
        for (int turn = 0; !load.IsCompleted; turn++)
        {
            int door = turn % Doors.Length;
            try
            {
                connections[door] ??= await TlsConnection.OpenAsync(ports[door]);
                long begun = TimeProvider.System.GetTimestamp();
                (await connections[door]!.ExchangeAsync(requests[door])).Expect200();
                times[door].Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            }
            catch (Exception fault) when (fault is IOException or HttpRequestException or SocketException)
            {
                // The users' own requests count the errors; this one only measures.
                Console.Error.WriteLine($"A probe of {Doors[door].Service} failed: {fault.Message}");
                connections[door]?.Dispose();
                connections[door] = null;
            }

            await timer.WaitForNextTickAsync();
        }

        Array.ForEach(connections, connection => connection?.Dispose());
        double[] medians = [.. times.Select(door => door.Count > 0 ? Figure.Percentile(door, 0.5) : double.NaN), 0];
        return Doors.Select((door, index) => (door.Service, Time: medians[index] - medians[index + 1])).ToDictionary(hop => hop.Service, hop => hop.Time, StringComparer.Ordinal);
    }
}
