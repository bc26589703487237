using System.Collections.Concurrent;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>
/// Cookies that were opened before, by their exact text, so that a browser's next request need not be decrypted again.
/// Two generations bound it: what is used moves on, the rest goes when the younger is full.
/// </summary>
internal sealed class SessionMemory
{
    private const int GenerationSize = 2_000;

    private ConcurrentDictionary<string, BrowserSession> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, BrowserSession> _old = new(StringComparer.Ordinal);

    public BrowserSession? Find(string cookie)
    {
        if (_young.TryGetValue(cookie, out BrowserSession? session))
        {
            return session;
        }

        if (_old.TryGetValue(cookie, out session))
        {
            Keep(cookie, session);
        }

        return session;
    }

    public void Keep(string cookie, BrowserSession session)
    {
        if (_young.Count >= GenerationSize)
        {
            _old = _young;
            _young = new ConcurrentDictionary<string, BrowserSession>(StringComparer.Ordinal);
        }

        _young[cookie] = session;
    }
}
