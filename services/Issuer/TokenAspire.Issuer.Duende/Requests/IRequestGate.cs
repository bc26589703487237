using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>
/// Stands before an endpoint of Duende and holds a request to the rules that are the same whichever engine answers: its
/// form, who is calling, how often, and what is answered when it is refused.
/// </summary>
internal interface IRequestGate
{
    /// <summary>The endpoint's name in spans; the same as the built-in engine's.</summary>
    static abstract string Endpoint { get; }

    /// <summary>Null where the request may go on to Duende, in the form that Duende reads; else the refusal.</summary>
    Task<IResult?> AdmitAsync(HttpContext context);
}
