using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.Propagation;

/// <summary>Every failure leaves a service as problem+json (RFC 9457) without details of its inside.</summary>
public static class ProblemResponseExtensions
{
    /// <summary>Adds problem bodies; a request that cannot be read is a 400 in every environment, not an exception.</summary>
    public static IServiceCollection AddProblemResponses(this IServiceCollection services) => services
        .AddProblemDetails()
        .Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);

    /// <summary>Turns exceptions and empty failure statuses of what follows into problem bodies.</summary>
    public static IApplicationBuilder UseProblemResponses(this IApplicationBuilder app) =>
        app.UseExceptionHandler().UseStatusCodePages();
}
