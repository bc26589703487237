using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TokenAspire.Issuer.Contracts.Telemetry;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>What one host's issuer meter says while this lives; other hosts have meters of the same name.</summary>
public sealed class RecordedMetrics : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value, KeyValuePair<string, object?>[] Tags)> _measurements = [];
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
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measurements.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measurements.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.Start();
    }

    /// <summary>Measurements of an instrument with exactly these attributes.</summary>
    public int Count(string instrument, params (string Key, string Value)[] attributes) => Measured(instrument, attributes).Count();

    /// <summary>What a gauge with exactly these attributes says now.</summary>
    public double Read(string instrument, params (string Key, string Value)[] attributes)
    {
        _listener.RecordObservableInstruments();
        return Measured(instrument, attributes).Last();
    }

    private IEnumerable<double> Measured(string instrument, (string Key, string Value)[] attributes) => _measurements
        .Where(measured => measured.Instrument == instrument
            && measured.Tags.Length == attributes.Length
            && attributes.All(attribute => measured.Tags.Any(tag => tag.Key == attribute.Key && Equals(tag.Value, attribute.Value))))
        .Select(measured => measured.Value);

    public void Dispose() => _listener.Dispose();
}
