using System.Diagnostics.CodeAnalysis;

namespace TokenAspire.Revocation;

/// <summary>What a revocation names. The wire names are those of the claims it is compared with.</summary>
public enum RevocationKind
{
    /// <summary>One access token, by <c>jti</c>.</summary>
    Token,

    /// <summary>Every token of one session, by <c>sid</c>.</summary>
    Session,

    /// <summary>Every token of one subject issued up to the cut-off, by <c>sub</c>.</summary>
    Subject,

    /// <summary>Every token of one client issued up to the cut-off, by <c>client_id</c>.</summary>
    Client,

    /// <summary>Every token that one signing key has signed or will sign, by <c>kid</c>. Not looked up by token: verifiers drop the key.</summary>
    SigningKey,
}

/// <summary>The names of the revocation kinds on the wire: in the admin API, in the stream and in metrics.</summary>
public static class RevocationKinds
{
    /// <summary>The kinds that name a claim of the token, in the order in which they are declared.</summary>
    public static IReadOnlyList<RevocationKind> All { get; } =
        [RevocationKind.Token, RevocationKind.Session, RevocationKind.Subject, RevocationKind.Client];

    /// <summary>The wire name: <c>jti</c>, <c>sid</c>, <c>sub</c>, <c>client_id</c> or <c>kid</c>.</summary>
    public static string ToWire(this RevocationKind kind) => kind switch
    {
        RevocationKind.Token => "jti",
        RevocationKind.Session => "sid",
        RevocationKind.Subject => "sub",
        RevocationKind.Client => "client_id",
        RevocationKind.SigningKey => "kid",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    /// <summary>Reads a wire name, exactly as written by <see cref="ToWire"/>; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? wire, out RevocationKind kind) => TryParse(wire.AsSpan(), out kind);

    internal static bool TryParse(ReadOnlySpan<char> wire, out RevocationKind kind)
    {
        (bool known, kind) = wire switch
        {
            "jti" => (true, RevocationKind.Token),
            "sid" => (true, RevocationKind.Session),
            "sub" => (true, RevocationKind.Subject),
            "client_id" => (true, RevocationKind.Client),
            "kid" => (true, RevocationKind.SigningKey),
            _ => (false, default),
        };

        return known;
    }
}
