using System.Text;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>A session as bytes: <c>02</c>, four length-prefixed texts, three times in Unix milliseconds, a text.</summary>
internal static class SessionFormat
{
    private const byte Version = 2;

    public static byte[] Write(BrowserSession session)
    {
        using MemoryStream bytes = new(session.AccessToken.Length + session.IdToken.Length + 256);
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(session.SessionId);
        writer.Write(session.AccessToken);
        writer.Write(session.RefreshToken);
        writer.Write(session.IdToken);
        writer.Write(session.AccessTokenExpiresAt.ToUnixTimeMilliseconds());
        writer.Write(session.RefreshDueAt.ToUnixTimeMilliseconds());
        writer.Write(session.ExpiresAt.ToUnixTimeMilliseconds());
        writer.Write(session.Predecessor);
        return bytes.ToArray();
    }

    /// <summary>Null for what another version wrote. The bytes were authenticated before: nobody else has written them.</summary>
    public static BrowserSession? Read(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        return reader.ReadByte() != Version
            ? null
            : new BrowserSession
            {
                SessionId = reader.ReadString(),
                AccessToken = reader.ReadString(),
                RefreshToken = reader.ReadString(),
                IdToken = reader.ReadString(),
                AccessTokenExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
                RefreshDueAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
                Predecessor = reader.ReadString(),
            };
    }
}
