namespace TokenAspire.ResourceServer;

/// <summary>
/// The layouts of payloads that verified. An issuer has few: a user's tokens, a service's, one for each set of resources.
/// What none of them fits is read in full, which says the same and takes longer.
/// </summary>
internal sealed class PayloadMemory(string issuer)
{
    private const int Layouts = 4;

    // Where no two tokens are alike there is nothing to be gained, and little must be lost.
    private const int RememberedOneOf = 16;

    private readonly PayloadLayout?[] _layouts = new PayloadLayout?[Layouts];
    private uint _unknown;

    /// <summary>Null unless it is one JSON object with unique names and with registered claims of their types.</summary>
    public TokenPayload? TryRead(ReadOnlySpan<byte> json, out bool isKnown)
    {
        for (int place = 0; place < Layouts && Volatile.Read(ref _layouts[place]) is { } layout; place++)
        {
            if (layout.TryRead(json) is { } payload)
            {
                isKnown = true;
                return payload;
            }
        }

        isKnown = false;
        return TokenPayloadReader.TryRead(json, issuer);
    }

    /// <summary>Only for what the issuer has signed and the rules accept: nobody else can crowd anything out.</summary>
    public void Remember(ReadOnlySpan<byte> json, TokenPayload payload)
    {
        uint unknown = Interlocked.Increment(ref _unknown) - 1;
        if (unknown % RememberedOneOf == 0 && PayloadLayout.Of(json, payload) is { } layout)
        {
            Volatile.Write(ref _layouts[unknown / RememberedOneOf % Layouts], layout);
        }
    }
}
