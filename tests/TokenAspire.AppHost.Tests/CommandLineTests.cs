namespace TokenAspire.AppHost.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--operation publsh", "'publsh' is no operation; use --operation run or --operation publish.")]
    [InlineData("--operation publish", "Nothing says what to publish; add --publisher manifest or --step publish-manifest.")]
    [InlineData("--operation publish --publisher manifest", "Nothing says where to publish to; add --output-path FILE.json or --output-path FOLDER.")]
    [InlineData("--operation publish --step publish-mainfest --output-path x.json", "There is no step 'publish-mainfest'; use --step publish-manifest.")]
    [InlineData("--publisher docker --output-path x.json", "There is no publisher 'docker'; use --publisher manifest.")]
    [InlineData("--opration publish", "The argument '--opration' is unknown. The switches are --operation, --publisher, --step, --output-path, --environment")]
    [InlineData("publish", "The argument 'publish' is unknown.")]
    [InlineData("--output-path", "The argument '--output-path' has no value.")]
    [InlineData("--Parameters:ops-sercet=x", "There is no parameter 'ops-sercet'. The parameters are dev-user-password, gateway-bff-secret,")]
    public async Task A_mistake_is_one_message_that_names_the_fix_and_nothing_is_started(string commandLine, string message)
    {
        Assert.SkipWhen(AppHostProgram.IsAspire, "Aspire words its own errors.");
        using AppHostProgram host = new();

        (int exitCode, string output) = await host.RunAsync(commandLine.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.StartsWith(message, output, StringComparison.Ordinal);
        Assert.Equal('\n', output[^1]);
        Assert.Single(output.Trim().Split('\n'));
    }
}
