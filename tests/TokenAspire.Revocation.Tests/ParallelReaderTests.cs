namespace TokenAspire.Revocation.Tests;

/// <summary>Real threads read one table as fast as they can while another grows it, expires it and moves its cut-offs.</summary>
public sealed class ParallelReaderTests
{
    private const int Rounds = 12;
    private const int PerRound = 20_000;

    private readonly ManualTime _time = new();
    private readonly RevocationTable _table;
    private readonly Guid[] _lasting = [.. Enumerable.Range(0, PerRound).Select(_ => Guid.NewGuid())];
    private readonly TokenIdentity[] _lastingTokens;
    private readonly TokenIdentity[] _tornTokens;
    private int _published;
    private long _cutOff;
    private int _done;

    public ParallelReaderTests()
    {
        _table = new RevocationTable(_time);
        _lastingTokens = [.. _lasting.Select(id => Token(id.ToString()))];
        _tornTokens = [.. _lasting.Zip(_lasting.Skip(1), (first, second) => Token($"{first.ToString()[..18]}{second.ToString()[18..]}"))];
        _cutOff = _time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task A_reader_never_misses_an_entry_and_never_sees_half_of_one()
    {
        Task[] readers = [.. Enumerable.Range(0, 3).Select(seed => OnThread(() => Read(new Random(seed))))];
        Task writer = OnThread(Write);

        await Task.WhenAll([writer, .. readers]);

        Assert.Equal(PerRound, _table.Count(RevocationKind.Token));
        Assert.Equal(1, _table.Count(RevocationKind.Subject));
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static TokenIdentity Token(string tokenId, string subject = "nobody", long issuedAt = 0) => new(tokenId, null, subject, "cli", issuedAt);

    private void Write()
    {
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                for (int index = 0; index < PerRound; index++)
                {
                    WriteOne(round, index);
                }

                _time.Advance(TimeSpan.FromMinutes(15));
                _table.RemoveExpired();
            }
        }
        finally
        {
            Volatile.Write(ref _done, 1);
        }
    }

    private void WriteOne(int round, int index)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (round == 0)
        {
            _table.Apply(new RevocationEntry(RevocationKind.Token, _lasting[index].ToString(), now, now.AddDays(1)));
            Volatile.Write(ref _published, index + 1);
        }

        _table.Apply(new RevocationEntry(RevocationKind.Token, Guid.NewGuid().ToString(), now, now.AddMinutes(5)));
        if (index % 16 == 0)
        {
            long cutOff = _cutOff + 1;
            _table.Apply(new RevocationEntry(RevocationKind.Subject, "alice", DateTimeOffset.FromUnixTimeMilliseconds(cutOff), now.AddDays(1)));
            Volatile.Write(ref _cutOff, cutOff);
        }
    }

    private void Read(Random random)
    {
        long before = Volatile.Read(ref _cutOff);
        while (Volatile.Read(ref _done) == 0)
        {
            int published = Volatile.Read(ref _published);
            if (published > 0)
            {
                Assert.Equal(RevocationVerdict.TokenRevoked, _table.Check(_lastingTokens[random.Next(published)]));
            }

            Assert.Equal(RevocationVerdict.NotRevoked, _table.Check(_tornTokens[random.Next(_tornTokens.Length)]));
            long cutOff = Volatile.Read(ref _cutOff);
            if (cutOff > before)
            {
                Assert.Equal(RevocationVerdict.SubjectRevoked, _table.Check(Token("other", "alice", cutOff)));
                Assert.Equal(RevocationVerdict.NotRevoked, _table.Check(Token("other", "alice", cutOff + 1_000_000)));
            }
        }
    }
}
