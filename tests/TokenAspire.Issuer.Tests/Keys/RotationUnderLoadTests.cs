using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Keys;

/// <summary>Keys change while tokens are asked for and presented in parallel, and nobody notices.</summary>
public sealed class RotationUnderLoadTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const int Clients = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_fails_while_keys_rotate()
    {
        Browser ops = new(host.CreateBrowser());
        await ops.BecomeOperatorAsync();
        await using WebApplication stock = await StartStockVerifierAsync();
        using HttpClient stockClient = stock.GetTestClient();

        // A verifier with JwtBearer's stock settings reads keys again after 12 hours: it knows the key announced before.
        await RotateUnderLoadAsync(ops, stockClient);
        await RotateUnderLoadAsync(ops, stockClient: null);
        await RotateUnderLoadAsync(ops, stockClient: null);
    }

    private async Task RotateUnderLoadAsync(Browser ops, HttpClient? stockClient)
    {
        ConcurrentBag<string> keyIds = [];
        using SemaphoreSlim rounds = new(0);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] load = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(() => PresentTokensAsync(stockClient, keyIds, rounds, end.Token)))];

        await WaitForRoundsAsync(rounds, load);
        (await ops.Http.PostAsync("/admin/keys/rotate", content: null, Cancel)).EnsureSuccessStatusCode();
        keyIds.Clear();
        while (rounds.Wait(TimeSpan.Zero, Cancel))
        {
            // A round from before the change says nothing about what comes after.
        }

        await WaitForRoundsAsync(rounds, load);
        await end.CancelAsync();
        await Task.WhenAll(load);

        string active = (await host.QueryAsync<string>("select key_id from signing_keys where state = 'active' and algorithm = 'RS256'")).Single();
        Assert.Contains(active, keyIds);
    }

    private async Task PresentTokensAsync(HttpClient? stockClient, ConcurrentBag<string> keyIds, SemaphoreSlim rounds, CancellationToken end)
    {
        Browser client = new(host.CreateBrowser());
        while (!end.IsCancellationRequested)
        {
            JsonElement answer = await client.PostTokenAsync(new(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "ops",
                ["client_secret"] = IssuerHost.OpsSecret,
            });
            string token = answer.GetProperty("access_token").GetString()!;
            Assert.Equal(HttpStatusCode.OK, await PresentAsync(client.Http, "/admin/keys", token));
            if (stockClient is not null)
            {
                Assert.Equal(HttpStatusCode.OK, await PresentAsync(stockClient, "/", token));
            }

            keyIds.Add(JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))))
                .RootElement.GetProperty("kid").GetString()!);
            rounds.Release();
        }
    }

    private static async Task<HttpStatusCode> PresentAsync(HttpClient http, string path, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    // A client that failed ends its task, and the test with it.
    private static async Task WaitForRoundsAsync(SemaphoreSlim rounds, Task[] load)
    {
        for (int round = 0; round < 5 * Clients; round++)
        {
            Task released = rounds.WaitAsync(Cancel);
            await await Task.WhenAny([released, .. load]);
            await released;
        }
    }

    private async Task<WebApplication> StartStockVerifierAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = IssuerHost.Identifier;
            options.Audience = "issuer";
            options.BackchannelHttpHandler = host.Server.CreateHandler();
        });
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", () => "").RequireAuthorization();
        await app.StartAsync(Cancel);
        return app;
    }
}
