using System.Security.Claims;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>The user of a request is an ordinary principal for everyone who looks, and nobody else's.</summary>
public sealed class VerifiedUserTests
{
    public static TheoryData<string> Questions => [.. Answers.Keys];

    private static Dictionary<string, Func<ClaimsPrincipal, object?>> Answers { get; } = new(StringComparer.Ordinal)
    {
        ["Claims"] = user => string.Join(' ', user.Claims.Select(claim => $"{claim} {claim.ValueType} {claim.Issuer} {claim.OriginalIssuer}")),
        ["Identity.Name"] = user => user.Identity!.Name,
        ["Identity.IsAuthenticated"] = user => user.Identity!.IsAuthenticated,
        ["Identity.AuthenticationType"] = user => user.Identity!.AuthenticationType,
        ["Identities"] = user => string.Join(' ', user.Identities.Select(identity => $"{identity.NameClaimType} {identity.RoleClaimType} {identity.Claims.Count()}")),
        ["claims know their subject"] = user => user.Claims.All(claim => claim.Subject == user.Identity),
        ["IsInRole"] = user => (user.IsInRole("support"), user.IsInRole("Support"), user.IsInRole("")),
        ["IsInRole(null)"] = user => Outcome(() => user.IsInRole(null!)),
        ["HasClaim"] = user => (user.HasClaim("ROLES", "support"), user.HasClaim("roles", "SUPPORT"), user.HasClaim("level", "7"), user.HasClaim("none", "")),
        ["HasClaim(null)"] = user => (Outcome(() => user.HasClaim(null!, "x")), Outcome(() => user.HasClaim("x", null!))),
        ["HasClaim(match)"] = user => user.HasClaim(claim => claim.Value == "alice"),
        ["FindFirst"] = user => (user.FindFirst("SUB")?.Value, user.FindFirst("none")?.Value, user.FindFirst(claim => claim.Value == "7")?.Type),
        ["FindAll"] = user => (user.FindAll("aud").Count(), user.FindAll(claim => claim.Type.Length == 3).Count()),
        ["Clone"] = user => Answers!["Claims"](user.Clone()),
        ["another principal from it"] = user => Answers!["Claims"](new ClaimsPrincipal(user)),
        ["another identity from it"] = user => new ClaimsIdentity(user.Identity, [new Claim("x", "y")], "other", "sub", "roles").Claims.Count(),
        ["its identity's clone"] = user => ((ClaimsIdentity)user.Identity!).Clone().Claims.Count(),
        ["written"] = user => Convert.ToHexString(Written(user)),
        ["written and read"] = user => Answers!["Claims"](new ClaimsPrincipal(new BinaryReader(new MemoryStream(Written(user))))),
        ["an identity added"] = user =>
        {
            user.AddIdentity(new ClaimsIdentity([new Claim("added", "1")], "second"));
            user.AddIdentities([new ClaimsIdentity([new Claim("roles", "added")], "third", "name", "roles")]);
            return (user.Identity!.AuthenticationType, user.Identities.Count(), user.HasClaim("added", "1"), user.IsInRole("added"), Answers!["Claims"](user));
        },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void It_answers_as_an_ordinary_principal_does(string question)
    {
        AccessToken token = VerifiedTokens.Create();
        Func<ClaimsPrincipal, object?> answer = Answers[question];
        object? ordinary = answer(new ClaimsPrincipal(token.CreateIdentity("Bearer")));

        Assert.Equal(ordinary, answer(new VerifiedUser(token)));

        // Once looked at, and then asked.
        VerifiedUser known = new(token);
        Assert.NotEmpty(known.Claims);
        Assert.Equal(ordinary, answer(known));
    }

    [Fact]
    public void The_name_is_a_name_where_the_token_has_one()
    {
        AccessToken named = VerifiedTokens.Create(payload => payload["name"] = "Alice");

        Assert.Equal("Alice", new VerifiedUser(named).Identity!.Name);
        Assert.Equal("alice", new VerifiedUser(VerifiedTokens.Create()).Identity!.Name);
    }

    [Fact]
    public void Nothing_done_to_one_user_is_seen_in_another_of_the_same_token()
    {
        AccessToken token = VerifiedTokens.Create();
        VerifiedUser before = new(token);
        string claims = (string)Answers["Claims"](before)!;
        VerifiedUser changed = new(token);

        ClaimsIdentity identity = (ClaimsIdentity)changed.Identity!;
        identity.AddClaim(new Claim("roles", "manager"));
        identity.RemoveClaim(identity.FindFirst("sub"));
        identity.FindFirst("roles")!.Properties["note"] = "seen";
        identity.Label = "label";
        identity.BootstrapContext = "context";
        identity.Actor = new ClaimsIdentity([new Claim("sub", "actor")], "actor");
        changed.AddIdentity(new ClaimsIdentity([new Claim("roles", "owner")], "Bearer", "sub", "roles"));

        Assert.True(changed.IsInRole("manager") && changed.IsInRole("owner") && !changed.HasClaim("sub", "alice"));
        VerifiedUser after = new(token);
        Assert.All([before, after], other =>
        {
            Assert.False(other.IsInRole("manager") || other.IsInRole("owner"));
            Assert.True(other.HasClaim("sub", "alice"));
            Assert.Equal(claims, Answers["Claims"](other));
            Assert.All(other.Claims, claim => Assert.Empty(claim.Properties));
            ClaimsIdentity untouched = (ClaimsIdentity)other.Identity!;
            Assert.Equal((null, null, null), (untouched.Label, untouched.BootstrapContext, untouched.Actor));
            Assert.Single(other.Identities);
        });
        Assert.True(token.HasClaim("sub", "alice") && !token.HasClaim("roles", "manager"));
    }

    [Fact]
    public async Task Several_threads_of_one_request_see_one_identity()
    {
        AccessToken token = VerifiedTokens.Create();
        for (int round = 0; round < 200; round++)
        {
            VerifiedUser user = new(token);
            using Barrier start = new(4);
            object[] identities = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return (object)user.Identity!;
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.All(identities, identity => Assert.Same(identities[0], identity));
            Assert.Equal(token.CreateIdentity("Bearer").Claims.Count(), user.Claims.Count());
        }
    }

    private static string Outcome(Func<bool> ask)
    {
        try
        {
            return ask().ToString();
        }
        catch (ArgumentNullException refused)
        {
            return refused.GetType().Name;
        }
    }

    private static byte[] Written(ClaimsPrincipal user)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        user.WriteTo(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
