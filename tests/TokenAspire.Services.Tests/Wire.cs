using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.Services.Tests;

/// <summary>Canned answers of real servers, and clients that reach them.</summary>
internal static class Wire
{
    public static RequestDelegate Json(int status, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach ((string name, string value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
        };

    public static RequestDelegate Problem(int status, string body, params (string Name, string Value)[] headers) =>
        Json(status, body, "application/problem+json", headers);

    public static IHttpClientFactory Clients(string name, string address) => new ServiceCollection()
        .AddHttpClient(name, client => client.BaseAddress = new Uri(address)).Services
        .BuildServiceProvider()
        .GetRequiredService<IHttpClientFactory>();

    public static HttpClient Client(string address) => Clients("test", address).CreateClient("test");
}
