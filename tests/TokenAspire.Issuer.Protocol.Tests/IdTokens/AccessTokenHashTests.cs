using TokenAspire.Issuer.Protocol.IdTokens;

namespace TokenAspire.Issuer.Protocol.Tests.IdTokens;

public sealed class AccessTokenHashTests
{
    // OIDC Core A.3 and A.4.
    [Fact]
    public void The_example_of_OpenID_Connect_Core_holds() =>
        Assert.Equal("77QmUPtjPfzWtF2AnpK9RQ", AccessTokenHash.Of("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"));
}
