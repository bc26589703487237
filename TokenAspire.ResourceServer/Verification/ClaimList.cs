using System.Runtime.InteropServices;

namespace TokenAspire.ResourceServer;

/// <summary>A claim under its own name. Unlike a <c>Claim</c> it belongs to no identity and never changes.</summary>
/// <param name="Type">The name.</param>
/// <param name="Value">The text, or the JSON of what is not text.</param>
/// <param name="ValueType">One of <see cref="System.Security.Claims.ClaimValueTypes"/>, or of those for JSON.</param>
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
    private const int BytesOfClaim = 160;

    public int Count => shared.Length;

    /// <summary>About how many bytes of memory its claims take, and those made of them.</summary>
    public int Size
    {
        get
        {
            int size = 0;
            for (int index = 0; index < shared.Length; index++)
            {
                size += BytesOfClaim + (sizeof(char) * (shared[index].Type.Length + ValueAt(index).Length));
            }

            return size;
        }
    }

    public TokenClaim this[int index]
    {
        get
        {
            ref readonly TokenClaim claim = ref shared[index];
            return own?[index] is { } value ? new TokenClaim(claim.Type, value, claim.ValueType) : claim;
        }
    }

    public string TypeAt(int index) => shared[index].Type;

    public string ValueAt(int index) => own?[index] ?? shared[index].Value;

    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator(ClaimList claims)
    {
        private int _index = -1;

        public readonly TokenClaim Current => claims[_index];

        public bool MoveNext() => ++_index < claims.Count;
    }
}
