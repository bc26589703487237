using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Logout;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Logout;

/// <summary>An issuer whose client <c>cli</c> is told of logouts; deliveries happen when a test asks for them.</summary>
public sealed class LogoutHost : IssuerHost
{
    public const string PostLogoutUri = "http://127.0.0.1/bye?from=issuer";

    public LogoutHost(Stores stores) : base(stores)
    {
        Settings["Registrations:Clients:1:PostLogoutRedirectUris:0"] = PostLogoutUri;
        Settings["Registrations:Clients:1:BackChannelLogoutUri"] = "https://cli.test/logout";
        Settings["Issuer:LogoutDelivery:PollInterval"] = "01:00:00";
        ReplaceServices = services =>
            services.AddHttpClient(LogoutDelivery.Client).ConfigurePrimaryHttpMessageHandler(() => new ReceiverHandler(Receiver));
    }

    /// <summary>What is on the other end of the back channel.</summary>
    public LogoutReceiver Receiver { get; init; } = new();
}

/// <summary>A client that is told of logouts.</summary>
public sealed class LogoutReceiver
{
    private readonly ConcurrentQueue<string> _tokens = [];
    private TaskCompletionSource _told = NewSignal();

    /// <summary>How it answers; null is no answer at all.</summary>
    public HttpStatusCode? Answer { get; set; } = HttpStatusCode.OK;

    public IReadOnlyCollection<string> Tokens => _tokens;

    /// <summary>The first notice since the last reset.</summary>
    public Task Told => _told.Task;

    /// <summary>Forgets what came and answers again.</summary>
    public void Reset()
    {
        _tokens.Clear();
        _told = NewSignal();
        Answer = HttpStatusCode.OK;
    }

    internal async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal("https://cli.test/logout", request.RequestUri!.AbsoluteUri);
        Assert.Equal("application/x-www-form-urlencoded", request.Content!.Headers.ContentType!.MediaType);
        string form = await request.Content.ReadAsStringAsync(cancellationToken);
        _tokens.Enqueue(Assert.Single(QueryHelpers.ParseQuery(form), parameter => parameter.Key == "logout_token").Value.ToString());
        _told.TrySetResult();
        return new HttpResponseMessage(Answer ?? throw new HttpRequestException("Nobody is there."));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class ReceiverHandler(LogoutReceiver receiver) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        receiver.ReceiveAsync(request, cancellationToken);
}
