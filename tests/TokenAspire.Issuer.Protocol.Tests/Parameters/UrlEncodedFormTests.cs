using System.Text;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Tests.Parameters;

public sealed class UrlEncodedFormTests
{
    [Fact]
    public void Values_are_decoded_and_names_are_case_sensitive()
    {
        RequestParameters parameters = Parse("state=a%20b%2Bc+d&Scope=X&scope=openid%20%C3%BC");

        Assert.Null(parameters.Defect);
        Assert.Equal("a b+c d", parameters["state"]);
        Assert.Equal("X", parameters["Scope"]);
        Assert.Equal("openid ü", parameters["scope"]);
    }

    [Fact]
    public void A_parameter_without_a_value_is_as_if_omitted()
    {
        RequestParameters parameters = Parse("scope=&state&&nonce=n");

        Assert.Null(parameters.Defect);
        Assert.Null(parameters["scope"]);
        Assert.Null(parameters["state"]);
        Assert.Equal("n", parameters["nonce"]);
    }

    [Theory]
    [InlineData("client_id=a&client_id=b")]
    [InlineData("client_id=a&client_id=a")]
    [InlineData("client_id=a&client_id=")]
    [InlineData("client_id=a&client_id=b&client_id=c")]
    [InlineData("client_id=a&client%5Fid=b")]
    public void Of_a_repeated_parameter_no_value_is_used(string encoded)
    {
        RequestParameters parameters = Parse(encoded + "&state=s");

        Assert.NotNull(parameters.Defect);
        Assert.Null(parameters["client_id"]);
        Assert.Equal("s", parameters["state"]);
    }

    [Theory]
    [InlineData("state=%")]
    [InlineData("state=%4")]
    [InlineData("state=%zz")]
    [InlineData("state=a%00b")]
    [InlineData("state=a%0D%0Ab")]
    [InlineData("state=%7F")]
    [InlineData("state=%FF%FE")]
    [InlineData("state=%C0%AF")]
    [InlineData("state=%ED%A0%80")]
    public void Broken_escapes_control_characters_invalid_UTF8_and_lone_surrogates_are_refused(string encoded)
    {
        RequestParameters parameters = Parse(encoded);

        Assert.NotNull(parameters.Defect);
        Assert.Null(parameters["state"]);
    }

    [Theory]
    [InlineData("client_id", 100)]
    [InlineData("state", 2_000)]
    [InlineData("never_heard_of", 2_000)]
    public void Every_parameter_has_a_length_cap(string name, int cap)
    {
        Assert.Null(Parse($"{name}={new string('a', cap)}").Defect);
        Assert.NotNull(Parse($"{name}={new string('a', cap + 1)}").Defect);
    }

    [Fact]
    public void The_number_of_parameters_is_capped() =>
        Assert.NotNull(Parse(string.Join('&', Enumerable.Range(0, ParameterLimits.Count + 1).Select(number => $"p{number}=1"))).Defect);

    [Theory]
    [InlineData("resource")]
    [InlineData("audience")]
    [InlineData("state")]
    public void Repeated_parameters_are_counted_each_time(string name) =>
        Assert.Equal("The request has too many parameters.", Parse(string.Join('&', Enumerable.Repeat(name + "=a", ParameterLimits.Count + 1))).Defect);

    [Fact]
    public void Random_bytes_never_throw()
    {
        Random random = new(20260101);
        byte[] bytes = new byte[200];
        for (int round = 0; round < 5_000; round++)
        {
            random.NextBytes(bytes);
            Assert.NotNull(UrlEncodedForm.Parse(bytes));
        }
    }

    private static RequestParameters Parse(string encoded) => UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(encoded));
}
