using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

public sealed class RevocationRuleTests
{
    [Theory]
    [InlineData(RevocationKind.Token, "jti")]
    [InlineData(RevocationKind.Session, "sid")]
    [InlineData(RevocationKind.Subject, "sub")]
    [InlineData(RevocationKind.Client, "client_id")]
    [InlineData(RevocationKind.SigningKey, "kid")]
    public void Kinds_have_the_names_of_their_claims(RevocationKind kind, string wire)
    {
        Assert.Equal(wire, kind.ToWire());
        Assert.True(RevocationKinds.TryParse(wire, out RevocationKind parsed));
        Assert.Equal(kind, parsed);
        Assert.False(RevocationKinds.TryParse(wire.ToUpperInvariant(), out _));
        Assert.False(RevocationKinds.TryParse(null, out _));
    }

    [Fact]
    public void A_time_ordered_token_id_gives_the_issue_time_to_the_millisecond()
    {
        DateTimeOffset issued = DateTimeOffset.FromUnixTimeMilliseconds(1_763_790_000_123);
        Guid id = Guid.CreateVersion7(issued);

        Assert.Equal(1_763_790_000_123, TokenIdentity.IssueTime(id.ToString("D"), issued.ToUnixTimeSeconds()));
        Assert.Equal(1_763_790_000_123, TokenIdentity.IssueTime(id.ToString("N"), issued.ToUnixTimeSeconds()));
    }

    [Theory]
    [InlineData("not-a-guid")]
    [InlineData("")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("019aab1c-0000-7000-8000-000000000000")]
    public void Any_other_token_id_gives_the_beginning_of_the_second(string tokenId) =>
        Assert.Equal(1_000_000_000_000, TokenIdentity.IssueTime(tokenId, 1_000_000_000));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void An_absurd_issue_time_keeps_its_sign(long issuedAt) =>
        Assert.Equal(Math.Sign(issuedAt), Math.Sign(TokenIdentity.IssueTime("x", issuedAt)));

    [Theory]
    [InlineData("a value with spaces")]
    [InlineData("Zoë")]
    [InlineData("17 sub 1 2 x")]
    public void A_revocation_is_read_as_it_was_written(string value)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(1_763_790_000_123);
        JournalledRevocation written = new(17, new RevocationEntry(RevocationKind.Client, value, time, time.AddMinutes(5)));

        Assert.Equal(written, StreamEntry.FromText(StreamEntry.ToText(written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("17 sub 1 2 ")]
    [InlineData("17 subject 1 2 x")]
    [InlineData("seventeen sub 1 2 x")]
    [InlineData("17 sub 1 9223372036854775807 x")]
    [InlineData("17 sub 1 2")]
    public void What_is_no_revocation_is_not_read_as_one(string text) => Assert.Null(StreamEntry.FromText(text));

    [Theory]
    [InlineData("1763790000000-12", true)]
    [InlineData("-", false)]
    [InlineData("17", false)]
    [InlineData("17-", false)]
    [InlineData("17-x", false)]
    [InlineData("", false)]
    public void A_stream_id_is_two_numbers(string text, bool isId) => Assert.Equal(isId, StreamId.TryParse(text, out _));

    [Fact]
    public void Every_setting_out_of_range_is_reported_at_once()
    {
        RevocationOptions options = new() { Retention = TimeSpan.Zero, PollInterval = TimeSpan.Zero, CommandTimeout = TimeSpan.Zero };

        ValidateOptionsResult result = new RevocationOptionsValidator().Validate(null, options);

        Assert.Equal(3, result.Failures!.Count());
        Assert.All(result.Failures!, failure => Assert.Contains("set it to between", failure, StringComparison.Ordinal));
        Assert.True(new RevocationOptionsValidator().Validate(null, new RevocationOptions()).Succeeded);
    }

    [Fact]
    public async Task Hits_entries_and_lag_are_measured()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        IMeterFactory meters = host.Services.GetRequiredService<IMeterFactory>();
        List<(string Name, double Value, string? Kind)> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add((instrument.Name, value, tags.Length == 0 ? null : (string?)tags[0].Value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Add((instrument.Name, value, null)));
        listener.Start();
        await EventuallyAsync(() => replica.State.IsReplayed);
        await publisher.RevokeAsync(Entry(RevocationKind.Subject, "alice", TimeProvider.System.GetUtcNow().AddSeconds(1)), null, null, Ct);

        await EventuallyAsync(() => replica.Check(Token()) == RevocationVerdict.SubjectRevoked);
        listener.RecordObservableInstruments();

        Assert.Equal(("tokenaspire.revocation.hits", 1, "sub"), Assert.Single(seen, one => one.Name == "tokenaspire.revocation.hits"));
        Assert.Contains(("tokenaspire.revocation.entries", 1, "sub"), seen);
        Assert.Contains(("tokenaspire.revocation.entries", 0, "jti"), seen);
        Assert.InRange(Assert.Single(seen, one => one.Name == "tokenaspire.revocation.lag").Value, 0, 20);
    }
}
