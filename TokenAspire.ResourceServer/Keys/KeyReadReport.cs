using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

/// <summary>Says what reading the keys came to: a failure once for each thing that is wrong, not once for each attempt.</summary>
internal sealed class KeyReadReport(TokenVerificationOptions options, ILogger logger)
{
    private readonly HashSet<(KeyReadProblem Problem, bool IsUsable)> _said = [];
    private volatile KeyReadProblem? _problem;

    public KeyReadProblem? Problem => _problem;

    public void Succeeded(int count, KeyRefreshTrigger trigger)
    {
        Log.KeysLoaded(logger, count, trigger.ToWire());
        if (_problem is not null)
        {
            _problem = null;
            _said.Clear();
            Log.KeysReadAgain(logger);
        }
    }

    /// <summary>A read failed.</summary>
    /// <param name="fault">How it failed.</param>
    /// <param name="isLoaded">Whether there are keys from an earlier one.</param>
    /// <param name="isUsable">Whether these are recent enough.</param>
    public void Failed(Exception fault, bool isLoaded, bool isUsable)
    {
        KeyReadProblem problem = KeyReadProblem.Of(fault);
        _problem = problem;
        if (!_said.Add((problem, isUsable)))
        {
            return;
        }

        if (isUsable)
        {
            Log.KeysNotRefreshed(logger, options.KeyMaxAge, options.Authority, problem.Problem, problem.Fix, fault);
        }
        else if (isLoaded)
        {
            Log.KeysTooOld(logger, options.KeyMaxAge, options.Authority, problem.Problem, problem.Fix, fault);
        }
        else
        {
            Log.KeysNotLoaded(logger, options.Authority, problem.Problem, problem.Fix, fault);
        }
    }
}
