using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>
/// Gives every endpoint its port before anything starts, so that each resource may know every other's URL.
/// Free ports are taken from below the range the system uses for outgoing connections: between the choice and
/// the start of a late resource, no connection can sit on its port.
/// </summary>
internal static class PortAllocator
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>
    /// App hosts that start at the same moment look into different parts of the range first: a port that one has chosen and
    /// not yet given to its late resource looks free to the other.
    /// </summary>
    private const int Parts = 60;
    private const int PartSize = (Last - First) / Parts;
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>The loopback addresses of this machine, since <c>localhost</c> may mean either.</summary>
    public static IReadOnlyList<IPAddress> LoopbackAddresses { get; } =
        [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(address => CanBind(address, 0))];

    public static void Allocate(IEnumerable<IResource> resources, bool randomize)
    {
        foreach (IResource resource in resources)
        {
            foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.AllocatedPort = endpoint.Port is { } port && !randomize ? port : Free();
            }
        }
    }

    /// <summary>Throws when another program listens on a port that a process needs.</summary>
    public static void RequireFree(LaunchContext process)
    {
        foreach (int port in process.Ports.Values)
        {
            RequireFree(process.Name, port);
        }
    }

    public static void RequireFree(string name, int port)
    {
        if (!IsFree(port))
        {
            throw new DistributedApplicationException($"Port {port} of {name} is taken by another program. Stop that program (ss -ltnp 'sport = :{port}' names it) or change the port in Properties/launchSettings.json.");
        }
    }

    /// <summary>Whether somebody listens; without the exception that a refused connection usually is.</summary>
    public static async Task<bool> AcceptsAsync(int port)
    {
        using Socket socket = new(LoopbackAddresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using SocketAsyncEventArgs connect = new() { RemoteEndPoint = new IPEndPoint(LoopbackAddresses[0], port) };
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connect.Completed += (_, _) => answered.SetResult();
        if (socket.ConnectAsync(connect))
        {
            await answered.Task;
        }

        return connect.SocketError == SocketError.Success;
    }

    public static int Free()
    {
        lock (Gate)
        {
            for (int attempt = 0; ; attempt++)
            {
                int port = attempt < PartSize
                    ? First + (Environment.ProcessId % Parts * PartSize) + RandomNumberGenerator.GetInt32(PartSize)
                    : RandomNumberGenerator.GetInt32(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port) => LoopbackAddresses.All(address => CanBind(address, port));

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
