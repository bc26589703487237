using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.Services.Tests;

/// <summary>What a result writes on the wire.</summary>
internal sealed record Answer(int Status, string Body, IHeaderDictionary Headers)
{
    public static async Task<Answer> Of(IResult result)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        using MemoryStream body = new();
        DefaultHttpContext context = new() { RequestServices = services, Response = { Body = body } };
        await result.ExecuteAsync(context);
        return new Answer(context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
