using System.Globalization;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Tokens that the issuer's key signed and that are not good for this resource now, or not well-formed.</summary>
internal static class PayloadForgeries
{
    private static readonly string[] NotTimes =
    [
        "\"9999999999\"", "\"\"", "null", "true", "{}", "[]", "[9999999999]", "1e300", "-1e300", "9223372036854775808", "-9223372036854775809",
        "99999999999999999999999999999999", "1e19", "-1e19", "1e999", "-1e999",
    ];

    private static readonly string[] PastTimes = ["0", "-0", "-1", "1", "1.5", "-0.5", "1e3", "1E+3", "-9223372036854775808", "1000000000.999"];

    private static readonly string[] FarTimes = ["9223372036854775807", "99999999999", "99999999999.5", "1e15", "4e18"];

    private static readonly string[] NotTexts = ["null", "1", "-1.5", "true", "{}", "[]", "[\"alice\"]", "{\"sub\":\"alice\"}"];

    private static readonly string[] OtherIssuers = ["/", " ", "x", "?", "#", "\\u0000", "\\u200b", ".evil.example"];

    private static readonly string[] OtherAudiences = ["\"\"", "[]", "\"Orders\"", "\"orders \"", "\"order\"", "\"orderss\"", "[\"inventory\"]", "[[\"orders\"]]", "[{\"orders\":1}]", "[null,1,true]", "\"https://orders\"", "\"*\""];

    public static IEnumerable<Forgery> Make(TokenForge forge, int times) =>
    [
        .. Enumerable.Range(0, times).SelectMany(_ => Texts(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => Times(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => JsonDamage.All.Select(damage => Damaged(forge, damage.Key, damage.Value))),
    ];

    private static IEnumerable<Forgery> Texts(TokenForge forge)
    {
        string url = forge.Issuer.Url;
        yield return Claim(forge, "another issuer", RefusalReason.WrongIssuer, "iss", $"\"{url}{forge.Pick(OtherIssuers)}\"");
        yield return Claim(forge, "issuer in capitals", RefusalReason.WrongIssuer, "iss", $"\"{url.ToUpperInvariant()}\"");
        yield return Claim(forge, "part of the issuer", RefusalReason.WrongIssuer, "iss", $"\"{url[..forge.Random.Next(url.Length)]}\"");
        yield return Without(forge, RefusalReason.WrongIssuer, "iss");
        yield return Claim(forge, "another audience", RefusalReason.WrongAudience, "aud", forge.Pick(OtherAudiences));
        yield return Claim(forge, "audience is no text", RefusalReason.Malformed, "aud", forge.Pick(["null", "1", "true", "{}", "{\"orders\":true}"]));
        yield return Without(forge, RefusalReason.WrongAudience, "aud");
        string required = forge.Pick(["jti", "sub", "client_id"]);
        yield return Without(forge, RefusalReason.MissingClaim, required);
        yield return Claim(forge, "empty claim", RefusalReason.MissingClaim, required, "\"\"");
        string text = forge.Pick(["iss", "jti", "sub", "client_id", "sid", "scope"]);
        yield return Claim(forge, "claim is no text", RefusalReason.Malformed, text, forge.Pick(NotTexts));
    }

    private static IEnumerable<Forgery> Times(TokenForge forge)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        yield return Claim(forge, "no time", RefusalReason.Malformed, forge.Pick(["exp", "nbf", "iat"]), forge.Pick(NotTimes));
        yield return Claim(forge, "expired long ago", RefusalReason.Expired, "exp", forge.Pick(PastTimes));
        yield return Claim(forge, "expired just now", RefusalReason.Expired, "exp", Text(now - 31 - forge.Random.Next(60)));
        yield return Claim(forge, "not valid for long", RefusalReason.NotYetValid, forge.Pick(["nbf", "iat"]), forge.Pick(FarTimes));
        yield return Claim(forge, "not yet valid", RefusalReason.NotYetValid, forge.Pick(["nbf", "iat"]), Text(now + 120 + forge.Random.Next(600)));
        yield return Without(forge, RefusalReason.MissingClaim, forge.Pick(["exp", "iat"]));
    }

    private static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private static Forgery Claim(TokenForge forge, string what, RefusalReason reason, string name, string json) =>
        new(5, $"{what}: {name}", reason, forge.WithClaim(name, json));

    private static Forgery Without(TokenForge forge, RefusalReason reason, string name) =>
        new(5, $"no {name}", reason, forge.WithPayload((JsonObject payload) => payload.Remove(name)));

    private static Forgery Damaged(TokenForge forge, string name, Func<byte[], Random, byte[]> damage) => new(
        2, $"payload: {name}", RefusalReason.Malformed, forge.WithPayload(damage(TokenForge.Utf8(forge.Issuer.CreatePayload().ToJsonString()), forge.Random)));
}
