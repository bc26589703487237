using System.Reflection;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Tests.Errors;

public sealed class ErrorCatalogueTests
{
    private static readonly Dictionary<string, string[]> Registered = new(StringComparer.Ordinal)
    {
        ["RFC 6749 5.2"] = ["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"],
        ["RFC 6749 4.1.2.1"] = ["unsupported_response_type", "temporarily_unavailable", "access_denied"],
        ["RFC 8628 3.5"] = ["authorization_pending", "slow_down", "expired_token"],
        ["OIDC Core 3.1.2.6"] = ["login_required", "consent_required", "request_not_supported", "request_uri_not_supported", "invalid_request_uri"],
        ["RFC 8707 2"] = ["invalid_target"],
        ["RFC 9449 5"] = ["invalid_dpop_proof"],
        ["RFC 6750 3.1"] = ["invalid_token", "insufficient_scope"],
    };

    [Fact]
    public void Every_code_is_one_that_its_section_defines() =>
        Assert.All(ProtocolErrors.All, error => Assert.Contains(error.Code, Registered[error.Section], StringComparer.Ordinal));

    [Fact]
    public void Every_error_is_in_the_catalogue_once()
    {
        IEnumerable<ProtocolError> fields = typeof(ProtocolErrors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProtocolError>();

        Assert.Equal(fields.Select(error => error.Code).Order(StringComparer.Ordinal), ProtocolErrors.All.Select(error => error.Code).Order(StringComparer.Ordinal));
        Assert.Equal(ProtocolErrors.All.Count, ProtocolErrors.All.Select(error => error.Code).Distinct(StringComparer.Ordinal).Count());
    }

    // RFC 6749 5.2: %x20-21 / %x23-5B / %x5D-7E.
    [Fact]
    public void Every_description_has_allowed_characters_only() => Assert.All(
        ProtocolErrors.All, error => Assert.DoesNotContain(error.Description, character => character is < ' ' or > '~' or '"' or '\\'));
}
