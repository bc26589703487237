using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary>The logins that were completed here lately. Between replicas the code is what is good only once.</summary>
internal sealed class UsedStates(IOptions<BffOptions> options, TimeProvider time)
{
    private const int Capacity = 10_000;

    private readonly BoundedMemory<string> _used = new(Capacity, options.Value.LoginTimeout, time);

    /// <summary>False for the second use.</summary>
    public bool TryUse(string state) => _used.TryAdd(state);
}
