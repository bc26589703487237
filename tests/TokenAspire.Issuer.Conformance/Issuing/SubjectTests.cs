using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Clients and people never share a subject (RFC 9700 4.15).</summary>
public abstract class SubjectTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 9700 4.15.1: people's subjects are UUIDs, and no client may be named like one (the validation of registrations says so).
    [Fact]
    public async Task A_clients_subject_can_never_equal_a_persons()
    {
        using Browser browser = await LogInAsync();

        Jwt person = new((await TokensAsync(browser, Registered.Web))["access_token"]!);
        Jwt client = new((await ClientCredentialsAsync(Registered.Worker)).AssertSuccess()["access_token"]!);

        Assert.True(Guid.TryParse(person["sub"], out _));
        Assert.False(Guid.TryParse(client["sub"], out _));
        Assert.Equal(client["client_id"], client["sub"]);
        Assert.NotEqual(person["client_id"], person["sub"]);
    }

    // OIDC Core 8: the same person is the same subject for every client and every login.
    [Fact]
    public async Task A_person_has_one_subject()
    {
        using Browser browser = await LogInAsync();
        using Browser again = OpenBrowser();

        Jwt first = new((await TokensAsync(browser, Registered.Web))["access_token"]!);
        Jwt second = new((await TokensAsync(again, Registered.Native))["access_token"]!);

        Assert.Equal(first["sub"], second["sub"]);
        Assert.NotEqual(first["sid"], second["sid"]);
    }
}
