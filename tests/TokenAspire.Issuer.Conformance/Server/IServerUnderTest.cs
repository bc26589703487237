namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>
/// The authorization server that the suite asks: known by its addresses and nothing of its insides. It has the
/// clients of <see cref="Registered"/> and the people alice, bob and carol, whose password it tells.
/// </summary>
public interface IServerUnderTest
{
    /// <summary>The issuer identifier, which is also the address of the first replica.</summary>
    Uri Issuer { get; }

    /// <summary>Two replicas at least, over one store.</summary>
    IReadOnlyList<Uri> Replicas { get; }

    /// <summary>The password of each person.</summary>
    string Password { get; }

    /// <summary>The server's clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Where clients hear of logouts.</summary>
    LogoutReceiver LogoutReceiver { get; }

    /// <summary>Moves the clock of all replicas.</summary>
    void Advance(TimeSpan by);
}
