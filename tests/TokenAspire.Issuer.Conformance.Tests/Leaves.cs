using TokenAspire.Issuer.Conformance.Issuing;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Tests;

public sealed class RedirectUris(BuiltInIssuer issuer) : RedirectUriTests(issuer);
