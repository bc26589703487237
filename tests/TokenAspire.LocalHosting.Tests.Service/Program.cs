using System.Collections;

// What a test wants to go wrong.
string? fault = Environment.GetEnvironmentVariable("FAULT");
if (fault == "exit")
{
    Console.WriteLine("This service refuses to start");
    return 3;
}

int exitCode = 0;
WebApplication app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/health", () => fault == "unhealthy" ? Results.StatusCode(503) : Results.Ok());
app.MapPost("/health/{state}", (string state) => fault = state);
app.MapPost("/exit/{code:int}", (int code) =>
{
    Console.WriteLine($"Told to end with {code}");
    exitCode = code;
    app.Lifetime.StopApplication();
});
app.MapGet("/process", () => Environment.ProcessId);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => variable.Value as string, StringComparer.Ordinal));
await app.RunAsync();
return exitCode;
