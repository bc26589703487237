using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TokenAspire.ResourceServer;

/// <summary>Reads the payload of a token that one issuer should have signed.</summary>
internal ref struct TokenPayloadReader
{
    // As in ClaimName.
    private static readonly ExpectedNames Expected = new(
        "iss", "aud", "sub", "client_id", "scope", "jti", "iat", "exp", "sid", "tenant_id", "roles", "auth_time", "nbf", "cnf", "name");

    private readonly TokenPayload _payload;
    private readonly List<TokenClaim> _claims;
    private JsonMembers _members;

    private TokenPayloadReader(ReadOnlySpan<byte> json, string issuer)
    {
        _payload = new TokenPayload(issuer);
        _claims = new List<TokenClaim>(capacity: 16);
        _members = new JsonMembers(json, Expected);
    }

    /// <summary>Null unless it is one JSON object with unique names and with registered claims of their types.</summary>
    public static TokenPayload? TryRead(ReadOnlySpan<byte> json, string issuer)
    {
        try
        {
            return new TokenPayloadReader(json, issuer).Read();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Which claim the name is that of.</summary>
    public static ClaimName NameOf(string name) => (ClaimName)Expected.IndexOf(name);

    private TokenPayload Read()
    {
        while (_members.MoveNext())
        {
            ReadClaim();
        }

        _payload.Claims = new ClaimList([.. _claims]);
        return _payload;
    }

    // Registered claims have their types: RFC 7519 section 4.1, RFC 9068 section 2.2, RFC 8693 section 4.2 for scope.
    private void ReadClaim()
    {
        ClaimName name = (ClaimName)_members.NameIndex;
        switch (name)
        {
            case ClaimName.Issuer or ClaimName.TokenId or ClaimName.SessionId or ClaimName.Subject or ClaimName.ClientId or ClaimName.Scope:
                _payload.Set(name, AddText());
                break;
            case ClaimName.ExpiresAt or ClaimName.NotBefore or ClaimName.IssuedAt:
                _payload.Set(name, AddTime());
                break;
            case ClaimName.Audience when _members.Value.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray):
                throw new JsonException("It is no audience.");
            case ClaimName.Confirmation:
                _payload.SetBound();
                AddValue();
                break;
            default:
                AddValues();
                break;
        }
    }

    private string AddText()
    {
        if (_members.Value.TokenType != JsonTokenType.String)
        {
            throw new JsonException("It is no text.");
        }

        string text = _members.Value.GetString()!;
        Add(text, ClaimValueTypes.String);
        return text;
    }

    // Whole seconds as they are; 1763790000.5 is allowed by RFC 7519 section 2; 1e300 is no time.
    private long AddTime()
    {
        if (!_members.Value.TryGetInt64(out long seconds))
        {
            double fractional = Math.Floor(_members.Value.GetDouble());
            seconds = Math.Abs(fractional) < long.MaxValue / 2 ? (long)fractional : throw new JsonException("It is no time.");
        }

        AddValue();
        return seconds;
    }

    // An array is as many claims as it has values.
    private void AddValues()
    {
        if (_members.Value.TokenType != JsonTokenType.StartArray)
        {
            AddValue();
            return;
        }

        while (_members.Value.Read() && _members.Value.TokenType != JsonTokenType.EndArray)
        {
            AddValue();
        }
    }

    // What is not text is the JSON it stands for.
    private void AddValue()
    {
        switch (_members.Value.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                Add(_members.Value.GetString()!, ClaimValueTypes.String);
                break;
            case JsonTokenType.Number:
                string numberType = _members.Value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double;
                Add(Encoding.UTF8.GetString(_members.Value.ValueSpan), numberType);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(Encoding.UTF8.GetString(_members.Value.ValueSpan), ClaimValueTypes.Boolean);
                break;
            case JsonTokenType.StartArray:
                Add(Encoding.UTF8.GetString(_members.ReadRaw()), JsonClaimValueTypes.JsonArray);
                break;
            default:
                Add(Encoding.UTF8.GetString(_members.ReadRaw()), JsonClaimValueTypes.Json);
                break;
        }
    }

    private readonly void Add(string value, string valueType) =>
        _claims.Add(new TokenClaim(_members.Name, value, valueType));
}
