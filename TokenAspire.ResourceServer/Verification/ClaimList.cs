using System.Runtime.InteropServices;
using System.Security.Claims;

namespace TokenAspire.ResourceServer;

/// <summary>A claim under its own name. Unlike a <c>Claim</c> it belongs to no identity and never changes.</summary>
/// <param name="Type">The name.</param>
/// <param name="Value">The text, or the JSON of what is not text.</param>
/// <param name="ValueType">One of <see cref="ClaimValueTypes"/>, or of those for JSON.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenClaim(string Type, string Value, string ValueType);

/// <summary>
/// The claims of one token: those of the token whose layout it has, and in their place the values that are its own. It
/// never changes.
/// </summary>
/// <param name="shared">Of all tokens with this layout.</param>
/// <param name="own">As many, null where the shared value is this token's too; or none at all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ClaimList(TokenClaim[] shared, string?[]? own = null)
{
    public int Count => shared.Length;

    /// <summary>Whether there is a claim of exactly this name.</summary>
    public bool Names(string type)
    {
        foreach (TokenClaim claim in shared)
        {
            if (claim.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes an ordinary claim of each, for this identity.</summary>
    public void AddTo(ClaimsIdentity identity, string issuer)
    {
        // What it keeps them in begins empty, and would be made anew three times for a usual token.
        if (identity.Claims is List<Claim> kept)
        {
            kept.EnsureCapacity(Count);
        }

        for (int index = 0; index < Count; index++)
        {
            identity.AddClaim(new Claim(TypeAt(index), ValueAt(index), ValueTypeAt(index), issuer, issuer, identity));
        }
    }

    public TokenClaim this[int index] => new(TypeAt(index), ValueAt(index), ValueTypeAt(index));

    public string TypeAt(int index) => shared[index].Type;

    public string ValueAt(int index) => own?[index] ?? shared[index].Value;

    public string ValueTypeAt(int index) => shared[index].ValueType;
}
