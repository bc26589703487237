using System.Globalization;

namespace TokenAspire.Revocation.Benchmarks;

/// <summary>What a look-up, an entry and taking one in cost in a table of a million.</summary>
internal static class TableFigures
{
    private const int Rounds = 15;

    public static void Measure()
    {
        RevocationEntry[] entries = Revocations.Mixture();
        Random.Shared.Shuffle(entries);
        RevocationTable table = new(TimeProvider.System);
        Fill(table, entries);
        MeasureLookUps(table, entries);
        MeasureApply(entries);
        GC.KeepAlive(table);
        Figure.Print("bytes_per_entry", LargestEntry(), "B");
    }

    // Every token is looked up once a round and all are different: the table is met in random order, cold places included.
    private static void MeasureLookUps(RevocationTable table, RevocationEntry[] entries)
    {
        TokenIdentity[] unrevoked = [.. Enumerable.Range(0, Revocations.Million).Select(Revocations.Token)];
        TokenIdentity[] mixed = [.. unrevoked.Select((token, index) => index % 8 == 0 ? Revocations.Token(index, entries[^(index + 1)]) : token)];
        RevocationTable empty = new(TimeProvider.System);
        double unrevokedNs = NanosecondsEach(table, unrevoked, expected: 0);
        double mixedNs = NanosecondsEach(table, mixed, expected: mixed.Length / 8);
        Figure.Print("lookup_ns", Math.Max(unrevokedNs, mixedNs), "ns");
        Figure.Print("lookup_unrevoked_ns", unrevokedNs, "ns");
        Figure.Print("lookup_mixed_ns", mixedNs, "ns");
        Figure.Print("lookup_empty_ns", NanosecondsEach(empty, unrevoked, expected: 0), "ns");
    }

    private static double NanosecondsEach(RevocationTable table, TokenIdentity[] tokens, int expected) =>
        Figure.MedianCpuSeconds(Rounds, () =>
        {
            int revoked = CountRevoked(table, tokens);
            if (revoked != expected)
            {
                throw new InvalidOperationException($"{revoked} tokens were found revoked, not {expected}.");
            }
        }) * 1e9 / tokens.Length;

    private static int CountRevoked(RevocationTable table, TokenIdentity[] tokens)
    {
        int revoked = 0;
        foreach (ref readonly TokenIdentity token in tokens.AsSpan())
        {
            revoked += table.Check(token) is RevocationVerdict.NotRevoked ? 0 : 1;
        }

        return revoked;
    }

    private static void MeasureApply(RevocationEntry[] entries)
    {
        double seconds = Figure.MedianCpuSeconds(5, () => Fill(new RevocationTable(TimeProvider.System), entries));
        Figure.Print("apply_per_second", entries.Length / seconds, "1/s");
    }

    // The slack depends on how long ago the shelves grew: of a row of sizes and the larger kind of entry the worst counts.
    private static double LargestEntry()
    {
        double largest = 0;
        for (int size = Revocations.Million; size < Revocations.Million * 17 / 16; size += Revocations.Million / 48)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            RevocationTable table = new(TimeProvider.System);
            for (int index = 0; index < size; index++)
            {
                table.Apply(Revocations.Entry(RevocationKind.Subject, index.ToString(CultureInfo.InvariantCulture)));
            }

            largest = Math.Max(largest, (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / size);
            GC.KeepAlive(table);
        }

        return largest;
    }

    private static void Fill(RevocationTable table, RevocationEntry[] entries)
    {
        foreach (RevocationEntry entry in entries)
        {
            table.Apply(entry);
        }
    }
}
