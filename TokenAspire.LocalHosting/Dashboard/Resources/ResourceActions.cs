using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>What can be done to a resource: start, stop and restart it, and see one of its secrets.</summary>
internal static class ResourceActions
{
    public static void MapResourceActions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/resources/{name}/commands/{command}", ExecuteAsync);
        routes.MapPost("/resources/{name}/environment/{variable}", RevealAsync);
        routes.MapPost("/parameters/{name}", RevealParameterAsync);
    }

    /// <summary>A form leads back to the page; the module asks for the outcome alone.</summary>
    private static async Task<IResult> ExecuteAsync(string name, string command, HttpContext context, ResourceCommandService commands)
    {
        // Not the request's token: a browser that goes away must not leave a resource half restarted.
        ExecuteCommandResult result = await commands.ExecuteCommandAsync(name, command, CancellationToken.None);
        if (!result.Success)
        {
            return Results.Text(result.Message, statusCode: StatusCodes.Status409Conflict);
        }

        return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.LocalRedirect("/")
            : Results.NoContent();
    }

    private static async Task<IResult> RevealAsync(string name, string variable, ResourceList resources, CancellationToken cancellationToken)
    {
        ResourceView? resource = await resources.FindAsync(name, cancellationToken);
        return resource?.Environment.FirstOrDefault(entry => entry.Name == variable) is { } found
            ? Results.Text(found.Value)
            : Results.NotFound();
    }

    private static async Task<IResult> RevealParameterAsync(string name, ResourceList resources, CancellationToken cancellationToken) =>
        (await resources.ParametersAsync(cancellationToken)).FirstOrDefault(parameter => parameter.Name == name) is { } found
            ? Results.Text(found.Value)
            : Results.NotFound();
}
