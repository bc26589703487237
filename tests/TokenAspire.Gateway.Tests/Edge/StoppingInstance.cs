using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>
/// An HTTP/2 server (without TLS) that stops at the moment the first request arrives: it takes the request off the network,
/// says that it will process none (GOAWAY, RFC 9113 section 6.8), and is gone.
/// </summary>
internal sealed class StoppingInstance : IAsyncDisposable
{
    private const int PrefaceLength = 24;
    private const int FrameHeaderLength = 9;
    private const byte Data = 0;
    private const byte Settings = 4;
    private const byte GoAway = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public StoppingInstance()
    {
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}";
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Whether a request with its body has arrived.</summary>
    public bool WasAsked { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        await using NetworkStream stream = client.GetStream();
        byte[] preface = new byte[PrefaceLength];
        await stream.ReadExactlyAsync(preface);
        await stream.WriteAsync(Frame(Settings, []));
        while (await ReadFrameAsync(stream) != Data)
        {
        }

        WasAsked = true;
        _listener.Stop();
        await stream.WriteAsync(Frame(GoAway, new byte[8]));

        // Until the gateway has read it and closes.
        while (await stream.ReadAsync(preface) > 0)
        {
        }
    }

    private static async Task<byte> ReadFrameAsync(NetworkStream stream)
    {
        byte[] header = new byte[FrameHeaderLength];
        await stream.ReadExactlyAsync(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header) >> 8;
        await stream.ReadExactlyAsync(new byte[length]);
        return header[3];
    }

    // Length in 24 bits, type, flags, stream 0.
    private static byte[] Frame(byte type, byte[] payload) => [0, 0, (byte)payload.Length, type, 0, 0, 0, 0, 0, .. payload];
}
