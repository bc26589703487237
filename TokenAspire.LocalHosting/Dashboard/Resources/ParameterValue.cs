using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>A parameter's value, or why it has none: what needs it has failed, and the pages say so.</summary>
internal readonly record struct ParameterValue(string? Value, string? Problem)
{
    public static async Task<ParameterValue> OfAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        try
        {
            return new ParameterValue(await parameter.GetValueAsync(cancellationToken), Problem: null);
        }
        catch (DistributedApplicationException unusable)
        {
            return new ParameterValue(Value: null, unusable.Message);
        }
    }
}
