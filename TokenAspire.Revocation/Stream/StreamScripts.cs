namespace TokenAspire.Revocation;

/// <summary>
/// What must happen in order happens in a script: the client does not promise to send commands in the order in which they
/// are given to it (1.2.6 sends PUBLISH ahead of a waiting XADD), and nobody else's command can come between. One script
/// runs at a time, and ids are given out while it runs: an entry never appears behind a position somebody has read to.
/// </summary>
/// <remarks>
/// Everything is in one key, so that nothing can be lost in part: that the issuer has completed the stream is noted in the
/// stream's own metadata, as the name of a consumer group (<c>seeded:RUN-ID:NONCE</c>) that trimming leaves alone and that
/// goes when the stream goes. No one ever reads through it. All scripts need Redis 6.2.
/// </remarks>
internal static class StreamScripts
{
    // Before version 7 a script that asks for the time or for INFO must say that its effects are what is replicated.
    private const string Prelude = """
        if redis.replicate_commands then redis.replicate_commands() end
        local stream = KEYS[1]
        local function run_id() return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') end
        local function groups()
          local names = {}
          for i, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do names[i] = group[2] end
          return names
        end
        local function ends()
          local info, reply = {}, redis.call('XINFO', 'STREAM', stream)
          for i = 1, #reply, 2 do info[reply[i]] = reply[i + 1] end
          return info['last-generated-id'], info['last-entry'] and info['last-entry'][1] or '0-0'
        end

        """;

    /// <summary>
    /// KEYS: stream, wake-up channel. ARGV: the publisher's time and the retention in milliseconds, the entries. Returns
    /// the last id, which is also the wake-up. A few entries are announced one by one, each with its id: who hears that
    /// knows them without reading. Of the two clocks the slower one trims: a fast one must not drop what is still needed.
    /// </summary>
    public const string Append = Prelude + """
        local now = math.min(tonumber(ARGV[1]), redis.call('TIME')[1] * 1000)
        local oldest = string.format('%.0f', math.max(0, now - tonumber(ARGV[2])))
        local told = #ARGV - 2 <= 16
        local last
        for i = 3, #ARGV do
          last = redis.call('XADD', stream, 'MINID', '~', oldest, '*', 'revocation', ARGV[i])
          if told then redis.call('PUBLISH', KEYS[2], last .. ' ' .. ARGV[i]) end
        end
        if not told then redis.call('PUBLISH', KEYS[2], last) end
        return last
        """;

    /// <summary>
    /// KEYS: stream. ARGV: position, count. Returns run id, mark, last id given out, last id present, last id read, entries.
    /// </summary>
    public const string Read = Prelude + """
        if redis.call('EXISTS', stream) == 0 then return {run_id(), '', '0-0', '0-0', ARGV[1]} end
        local page = {run_id(), '', '', '', ARGV[1]}
        page[3], page[4] = ends()
        for _, name in ipairs(groups()) do
          if string.sub(name, 1, 7) == 'seeded:' then page[2] = name end
        end
        for i, entry in ipairs(redis.call('XRANGE', stream, '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
          page[5] = entry[1]
          page[5 + i] = entry[2][1] == 'revocation' and entry[2][2] or ''
        end
        return page
        """;

    /// <summary>
    /// KEYS: stream. ARGV: nonce. Leaves a note in the stream that is lost with it, so that a loss from now on can be told.
    /// A stream from whose end somebody deleted is beyond completing and begun anew. Returns the run id.
    /// </summary>
    public const string BeginSeeding = Prelude + """
        if redis.call('EXISTS', stream) == 1 then
          local given, present = ends()
          if given ~= present then redis.call('DEL', stream) end
        end
        redis.call('XGROUP', 'CREATE', stream, 'seeding:' .. ARGV[1], '0', 'MKSTREAM')
        return run_id()
        """;

    /// <summary>
    /// KEYS: stream. ARGV: nonce, run id. Returns 1 when the mark was set, 0 when the stream or the server is no longer the
    /// one that was being completed. Marks of before and notes of issuers that did not get this far are removed.
    /// </summary>
    public const string MarkSeeded = Prelude + """
        if redis.call('EXISTS', stream) == 0 or run_id() ~= ARGV[2] then return 0 end
        if redis.call('XGROUP', 'DESTROY', stream, 'seeding:' .. ARGV[1]) == 0 then return 0 end
        for _, name in ipairs(groups()) do redis.call('XGROUP', 'DESTROY', stream, name) end
        redis.call('XGROUP', 'CREATE', stream, 'seeded:' .. ARGV[2] .. ':' .. ARGV[1], '0')
        return 1
        """;
}
