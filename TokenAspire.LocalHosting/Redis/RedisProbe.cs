using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Redis;

/// <summary>Asks a Redis server for a sign of life; <c>+PONG</c> comes only when its data is loaded.</summary>
internal static class RedisProbe
{
    public static async Task<bool> AnswersAsync(RedisResource redis, CancellationToken cancellationToken)
    {
        string password = await redis.Password.GetValueAsync(cancellationToken) ?? string.Empty;
        byte[] request = Encoding.UTF8.GetBytes(Command("AUTH", password) + Command("PING"));
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, redis.PrimaryEndpoint.Port, cancellationToken);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(request, cancellationToken);
            using StreamReader reader = new(stream);
            return await reader.ReadLineAsync(cancellationToken) == "+OK"
                && await reader.ReadLineAsync(cancellationToken) == "+PONG";
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    // *2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n
    private static string Command(params ReadOnlySpan<string> words)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (string word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return text.ToString();
    }
}
