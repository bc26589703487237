using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenAspire.Gateway.Edge.Suspicions;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.ResourceServer;
using TokenAspire.Revocation;

namespace TokenAspire.Deployment.Tests.Observability;

/// <summary>An instrument, and the values that each of its attributes takes; null where a caller decides.</summary>
internal sealed record MeasuredInstrument(Instrument Instrument, Dictionary<string, HashSet<string>?> Attributes);

/// <summary>
/// The instruments that the code creates: each metrics class is made as the services make it and each of its methods is
/// called with every value of its enumerations, while a listener writes down what comes out.
/// </summary>
internal static class Instruments
{
    private const string Open = "decided by the caller";

    private static readonly Assembly[] Components =
        [typeof(TokenVerificationOptions).Assembly, typeof(IRevocationReplica).Assembly, typeof(IssuerMetrics).Assembly, typeof(GatewayMetrics).Assembly];

    private static readonly Lazy<Dictionary<string, MeasuredInstrument>> Found = new(Discover);

    public static IReadOnlyDictionary<string, MeasuredInstrument> All => Found.Value;

    private static Dictionary<string, MeasuredInstrument> Discover()
    {
        Dictionary<string, MeasuredInstrument> found = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, observer) =>
        {
            if (instrument.Meter.Name.StartsWith("TokenAspire.", StringComparison.Ordinal))
            {
                found.TryAdd(instrument.Name, new MeasuredInstrument(instrument, new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal)));
                observer.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(found[instrument.Name], tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(found[instrument.Name], tags));
        listener.Start();

        // Nothing listens on that port; the replica's gauges exist all the same.
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["ConnectionStrings:revocations"] = "127.0.0.1:1,connectTimeout=50,connectRetry=1";
        builder.AddRevocationReplica();
        using IHost host = builder.Build();
        Assert.NotNull(host.Services.GetRequiredService<IRevocationReplica>());
        foreach (Type type in Components.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Metrics", StringComparison.Ordinal)))
        {
            Exercise(ActivatorUtilities.CreateInstance(host.Services, type));
        }

        listener.RecordObservableInstruments();
        return found;
    }

    private static void Exercise(object metrics)
    {
        foreach (MethodInfo method in metrics.GetType().GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            IEnumerable<object[]> calls = [[]];
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                calls = calls.SelectMany(call => Values(parameter.ParameterType).Select(value => (object[])[.. call, value]));
            }

            foreach (object[] call in calls)
            {
                Call(metrics, method, call);
            }
        }
    }

    // A method may refuse a value that is never counted ("not revoked"): then it is no attribute's either.
    private static void Call(object metrics, MethodInfo method, object[] arguments)
    {
        try
        {
            method.Invoke(metrics, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            Assert.Contains(refused.ActualValue, arguments);
        }
    }

    // A parameter of another type is no attribute's (the gauges' sources): such a method is not called.
    private static IEnumerable<object> Values(Type type) => type switch
    {
        { IsEnum: true } => Enum.GetValues(type).Cast<object>(),
        _ when type == typeof(bool) => [false, true],
        _ when type == typeof(TimeSpan) => [TimeSpan.FromSeconds(1)],
        _ when type == typeof(long) => [TimeProvider.System.GetTimestamp()], // when a measured work began
        _ when type == typeof(string) => [Open],
        _ => [],
    };

    private static void Note(MeasuredInstrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((string key, object? value) in tags)
        {
            HashSet<string>? values = instrument.Attributes.TryGetValue(key, out HashSet<string>? known)
                ? known
                : instrument.Attributes[key] = new HashSet<string>(StringComparer.Ordinal);
            if ((string?)value == Open)
            {
                instrument.Attributes[key] = null;
            }
            else
            {
                values?.Add((string)value!);
            }
        }
    }
}
