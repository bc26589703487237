namespace TokenAspire.Issuer.Protocol.Errors;

/// <summary>A refusal as the client sees it. A value, not an exception: it is an answer of the protocol.</summary>
/// <param name="Code">The <c>error</c> member.</param>
/// <param name="Status">The HTTP status where it is not answered by a redirect.</param>
/// <param name="Section">Where the code is defined.</param>
/// <param name="Description">The <c>error_description</c>: fixed text for the developer, never a value from the request.</param>
internal sealed record ProtocolError(string Code, int Status, string Section, string Description)
{
    /// <summary>When to try again (RFC 9110 10.2.3); null where trying again is no use.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same error with a more exact description.</summary>
    public ProtocolError Because(string description) => this with { Description = description };
}
