using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Hands Duende the parameters that the gate has read: the body is gone, and was read by stricter rules.</summary>
internal static class DuendeForm
{
    /// <summary>As the request's query.</summary>
    public static void SetQuery(HttpRequest request, RequestParameters parameters) => request.QueryString = Query(parameters);

    /// <summary>The parameters as a query.</summary>
    public static QueryString Query(RequestParameters parameters) =>
        QueryString.Create(parameters.Values.Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value)));

    /// <summary>As the request's form; each parameter named in <paramref name="without"/> is left out.</summary>
    public static void Set(HttpRequest request, RequestParameters parameters, params string[] without) =>
        request.Form = new FormCollection(parameters.Values
            .Where(parameter => !without.Contains(parameter.Key, StringComparer.Ordinal))
            .ToDictionary(parameter => parameter.Key, parameter => new StringValues(parameter.Value), StringComparer.Ordinal));
}
