namespace TokenAspire.Issuer.Passkeys;

/// <summary>What a page asks the authenticator, and what comes back with the answer.</summary>
/// <param name="OptionsJson">Creation or request options (WebAuthn 5.1.8, 5.1.10) for the page's script.</param>
/// <param name="State">The sealed challenge, for a hidden field.</param>
internal sealed record PasskeyPrompt(string OptionsJson, string State);
