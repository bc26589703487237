using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.Revocation;
using TokenAspire.Revocation.Tests.Issuer;

// An issuer as far as revocations go: revokes each jti it reads from its input, in parallel, and echoes it when that is done.
(string redis, string postgres, Stall stall) = (args[0], args[1], Enum.Parse<Stall>(args[2]));
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", redis), new("Revocation:PollInterval", "00:00:00.050")]);
builder.Services.AddSingleton<IRevocationJournal>(new StallingJournal(new PostgresJournal(postgres), stall));
builder.AddRevocationPublisher();
using IHost host = builder.Build();
await host.StartAsync();

IRevocationPublisher publisher = host.Services.GetRequiredService<IRevocationPublisher>();
List<Task> revocations = [];
while (await Console.In.ReadLineAsync() is { } tokenId)
{
    revocations.Add(RevokeAsync(tokenId));
}

await Task.WhenAll(revocations);
await host.StopAsync();

async Task RevokeAsync(string tokenId)
{
    DateTimeOffset now = TimeProvider.System.GetUtcNow();
    await publisher.RevokeAsync(new RevocationEntry(RevocationKind.Token, tokenId, now, now.AddMinutes(10)), null, null, CancellationToken.None);
    await Console.Out.WriteLineAsync(tokenId);
}
