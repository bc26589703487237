using System.Reflection;
using TokenAspire.Issuer.Conformance.Concurrency;
using TokenAspire.Issuer.Conformance.Endpoints;
using TokenAspire.Issuer.Conformance.Fuzzing;
using TokenAspire.Issuer.Conformance.Issuing;
using TokenAspire.Issuer.Conformance.NodeClients;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Tests;

public sealed class RedirectUris(BuiltInIssuer issuer) : RedirectUriTests(issuer);

public sealed class Pkce(BuiltInIssuer issuer) : PkceTests(issuer);

public sealed class AuthorizationCode(BuiltInIssuer issuer) : AuthorizationCodeTests(issuer);

public sealed class GrantTypes(BuiltInIssuer issuer) : GrantTypeTests(issuer);

public sealed class AuthorizationResponse(BuiltInIssuer issuer) : AuthorizationResponseTests(issuer);

public sealed class Prompt(BuiltInIssuer issuer) : PromptTests(issuer);

public sealed class RefreshToken(BuiltInIssuer issuer) : RefreshTokenTests(issuer);

public sealed class ClientAuthentication(BuiltInIssuer issuer) : ClientAuthenticationTests(issuer);

public sealed class Subject(BuiltInIssuer issuer) : SubjectTests(issuer);

public sealed class RequestForm(BuiltInIssuer issuer) : RequestFormTests(issuer);

public sealed class Login(BuiltInIssuer issuer) : LoginTests(issuer);

public sealed class Revocation(BuiltInIssuer issuer) : RevocationTests(issuer);

public sealed class Introspection(BuiltInIssuer issuer) : IntrospectionTests(issuer);

public sealed class UserInfo(BuiltInIssuer issuer) : UserInfoTests(issuer);

public sealed class PersonalSessions(BuiltInIssuer issuer) : PersonalSessionTests(issuer);

public sealed class Discovery(BuiltInIssuer issuer) : DiscoveryTests(issuer);

public sealed class PrivateKeyJwt(BuiltInIssuer issuer) : PrivateKeyJwtTests(issuer);

public sealed class PushedAuthorization(BuiltInIssuer issuer) : PushedAuthorizationTests(issuer);

public sealed class DPoP(BuiltInIssuer issuer) : DPoPTests(issuer);

public sealed class ReferenceTokens(BuiltInIssuer issuer) : ReferenceTokenTests(issuer);

public sealed class ResourceIndicators(BuiltInIssuer issuer) : ResourceIndicatorTests(issuer);

public sealed class TokenExchange(BuiltInIssuer issuer) : TokenExchangeTests(issuer);

public sealed class DeviceGrant(BuiltInIssuer issuer) : DeviceGrantTests(issuer);

public sealed class DevicePage(BuiltInIssuer issuer) : DevicePageTests(issuer);

public sealed class Consent(BuiltInIssuer issuer) : ConsentTests(issuer);

public sealed class EndSession(BuiltInIssuer issuer) : EndSessionTests(issuer);

public sealed class BackChannelLogout(BuiltInIssuer issuer) : BackChannelLogoutTests(issuer);

public sealed class ParallelUse(BuiltInIssuer issuer) : ParallelUseTests(issuer);

public sealed class Fuzz(BuiltInIssuer issuer) : FuzzTests(issuer);

public sealed class NodeClients(BuiltInIssuer issuer, OidcProvider provider) : NodeClientTests(issuer, provider);

public sealed class Suite
{
    [Fact]
    public void Every_class_of_clauses_runs_against_this_engine()
    {
        IEnumerable<Type> clauses = typeof(Clauses).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Clauses)) && type.Name.EndsWith("Tests", StringComparison.Ordinal));
        HashSet<Type?> run = [.. Assembly.GetExecutingAssembly().GetTypes().Select(type => type.BaseType)];

        Assert.All(clauses, type => Assert.Contains(type, run));
    }
}
