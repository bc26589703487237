using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Consents;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>Builds authorization responses: the client's redirect URI with the answer in its query.</summary>
internal sealed class AuthorizeResponseGenerator(
    IAuthorizationCodeStore codes, IssuerIdentity issuer, IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    /// <summary>A code for what the person authorized (RFC 6749 4.1.2); null where they withdrew their consent meanwhile.</summary>
    public async Task<string?> GenerateAsync(AuthorizeRequest request, AuthenticatedSubject subject, CancellationToken cancellationToken)
    {
        OpaqueToken code = OpaqueToken.Generate();
        AuthorizationGrant grant = new()
        {
            ClientId = request.Client.ClientId,
            SubjectId = subject.SubjectId,
            SessionId = subject.SessionId,
            AuthenticatedAt = subject.AuthenticatedAt,
            Scopes = request.Scopes,
            RedirectUri = request.Target.RedirectUri,
            CodeChallenge = request.CodeChallenge,
            ProofKey = request.ProofKey,
            Nonce = request.Nonce,
            RestsOnConsent = ConsentRequirement.Applies(request),
            ExpiresAt = time.GetUtcNow() + options.Value.AuthorizationCodeLifetime,
        };
        return await codes.StoreAsync(code.Hash(), grant, cancellationToken)
            ? Generate(code.Reveal(), request.Target)
            : null;
    }

    /// <summary>A code that is stored already, for the client.</summary>
    public string Generate(string code, RedirectTarget target) => Location(target, QueryString.Create("code", code));

    /// <summary>An error for the client (RFC 6749 4.1.2.1).</summary>
    public string Generate(ProtocolError error, RedirectTarget target) =>
        Location(target, QueryString.Create("error", error.Code).Add("error_description", error.Description));

    private string Location(RedirectTarget target, QueryString answer)
    {
        if (target.State is not null)
        {
            answer = answer.Add("state", target.State);
        }

        // RFC 9207 2: in every response, so that a client of several issuers knows whose answer it is.
        answer = answer.Add("iss", issuer.Identifier);

        // RFC 6749 3.1.2: a query of the redirect URI is kept.
        return target.RedirectUri.Contains('?', StringComparison.Ordinal)
            ? $"{target.RedirectUri}&{answer.Value![1..]}"
            : target.RedirectUri + answer.Value;
    }
}
