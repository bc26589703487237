using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>Names every mistake, each with its fix.</summary>
internal sealed class RefreshRotationOptionsValidator : IValidateOptions<RefreshRotationOptions>
{
    public ValidateOptionsResult Validate(string? name, RefreshRotationOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        if (options.GraceWindow < TimeSpan.Zero || options.GraceWindow > RefreshRotationOptions.LongestGraceWindow)
        {
            failures.AddError($"{RefreshRotationOptions.Section}:GraceWindow must be between 0 and {RefreshRotationOptions.LongestGraceWindow}; remove it for the default of 10 seconds.");
        }

        if (options.UsesPerWindow < 1)
        {
            failures.AddError($"{RefreshRotationOptions.Section}:UsesPerWindow must be 1 or more; remove it for the default of 600.");
        }

        if (options.UseWindow <= TimeSpan.Zero || options.UseWindow > TimeSpan.FromHours(1))
        {
            failures.AddError($"{RefreshRotationOptions.Section}:UseWindow must be positive and at most an hour; remove it for the default of 1 minute.");
        }

        if (!(options.FastestTravel > 0))
        {
            failures.AddError($"{RefreshRotationOptions.Section}:FastestTravel must be positive; remove it for the default of 1000 km/h.");
        }

        return failures.Build();
    }
}
