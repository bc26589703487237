using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>The rules about the header, in their order. Each gives the reason to refuse, or null.</summary>
internal static class HeaderRules
{
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    public static RefusalReason? Check(TokenHeader header) =>
        Type(header.Type) ?? Algorithm(header.Algorithm) ?? OtherParameters(header);

    // RFC 9068 section 4: the media type with or without its prefix; nothing else is an access token.
    private static RefusalReason? Type(string? type) =>
        string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, "application/at+jwt", StringComparison.OrdinalIgnoreCase)
            ? null
            : RefusalReason.UnsupportedType;

    // RFC 8725 sections 3.1 and 3.2: asymmetric algorithms only, compared exactly; "none" has no spelling here.
    private static RefusalReason? Algorithm(string? algorithm) =>
        Algorithms.Contains(algorithm, StringComparer.Ordinal) ? null : RefusalReason.UnsupportedAlgorithm;

    private static RefusalReason? OtherParameters(TokenHeader header) =>
        header.HasRefusedParameter ? RefusalReason.UnsupportedHeader : null;
}
