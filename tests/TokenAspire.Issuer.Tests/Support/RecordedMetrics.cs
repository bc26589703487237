using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TokenAspire.Issuer.Contracts.Telemetry;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>What one host's issuer meter says while this lives; other hosts have meters of the same name.</summary>
public sealed class RecordedMetrics : IDisposable
{
    private readonly ConcurrentBag<(string Instrument, KeyValuePair<string, object?>[] Tags)> _measurements = [];
    private readonly MeterListener _listener = new();

    public RecordedMetrics(IssuerHost host)
    {
        IMeterFactory factory = host.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == IssuerMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _measurements.Add((instrument.Name, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _measurements.Add((instrument.Name, tags.ToArray())));
        _listener.Start();
    }

    /// <summary>Measurements of an instrument with exactly these attributes.</summary>
    public int Count(string instrument, params (string Key, string Value)[] attributes) => _measurements.Count(measured =>
        measured.Instrument == instrument
        && measured.Tags.Length == attributes.Length
        && attributes.All(attribute => measured.Tags.Any(tag => tag.Key == attribute.Key && Equals(tag.Value, attribute.Value))));

    public void Dispose() => _listener.Dispose();
}
