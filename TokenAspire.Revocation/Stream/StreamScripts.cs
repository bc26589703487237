namespace TokenAspire.Revocation;

/// <summary>
/// What must happen in order happens in a script: the client does not promise to send commands in the order in which they
/// are given to it (1.2.6 sends PUBLISH ahead of a waiting XADD), and nobody else's command can come between.
/// </summary>
internal static class StreamScripts
{
    /// <summary>KEYS: stream. ARGV: oldest id kept, wake-up channel, arguments an entry, then the entries' fields.</summary>
    public const string Append = """
        local width = tonumber(ARGV[3])
        for first = 4, #ARGV, width do
          redis.call('XADD', KEYS[1], 'MINID', '~', ARGV[1], '*', unpack(ARGV, first, first + width - 1))
        end
        redis.call('PUBLISH', ARGV[2], '')
        return redis.status_reply('OK')
        """;

    /// <summary>KEYS: stream, seeded mark. ARGV: position, count. Returns the mark, the last entry, the entries read, INFO.</summary>
    public const string Read = """
        return {
          redis.call('GET', KEYS[2]),
          redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1),
          redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2]),
          redis.call('INFO', 'server')
        }
        """;

    /// <summary>KEYS: seeding token, seeded mark. ARGV: run_id. Returns 1 when the mark was set, 0 when the token was lost.</summary>
    public const string MarkUnlessLost = """
        if redis.call('DEL', KEYS[1]) == 0 then return 0 end
        redis.call('SET', KEYS[2], ARGV[1])
        return 1
        """;
}
