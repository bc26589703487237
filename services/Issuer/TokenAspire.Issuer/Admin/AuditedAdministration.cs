using System.Globalization;
using TokenAspire.Issuer.Contracts.Audit;

namespace TokenAspire.Issuer.Admin;

/// <summary>Has the audit log know what operators change, and what they were not let.</summary>
internal sealed class AuditedAdministration(IAuditLog audit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            return await next(context);
        }

        string outcome = "failed";
        try
        {
            object? answer = await next(context);
            outcome = StatusOf(answer);
            return answer;
        }
        finally
        {
            audit.Write(new AuditEvent(AuditEvents.Admin, outcome)
            {
                Actor = http.Actor(),
                ClientId = http.Actor(),
                Detail = $"{http.Request.Method} {http.Request.Path}",
            });
        }
    }

    private static string StatusOf(object? answer) => answer switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status.ToString(CultureInfo.InvariantCulture),
        _ => StatusCodes.Status200OK.ToString(CultureInfo.InvariantCulture),
    };
}
