namespace TokenAspire.LocalHosting.Dashboard.Access;

/// <summary>The token of the printed address. Each works once; then the next one is announced.</summary>
internal sealed class LoginTokens
{
    private readonly Lock _gate = new();
    private Secret _current;

    public LoginTokens(string first) => _current = new Secret(first);

    /// <summary>Is told each token that takes the place of a used one.</summary>
    public Action<string>? Replaced { get; set; }

    public bool TryUse(string? token)
    {
        string next;
        lock (_gate)
        {
            if (!_current.Matches(token))
            {
                return false;
            }

            next = Secret.Generate();
            _current = new Secret(next);
        }

        Replaced?.Invoke(next);
        return true;
    }
}
