namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>A token that must not be accepted.</summary>
/// <param name="Rule">The line of "Verifying a token" it breaks.</param>
/// <param name="Class">What was done to it.</param>
/// <param name="Reason">The reason it must be refused for; null where the damage is blind and any will do.</param>
/// <param name="Token">The token.</param>
internal sealed record Forgery(int Rule, string Class, RefusalReason? Reason, string Token);
