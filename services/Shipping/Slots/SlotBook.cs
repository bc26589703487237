namespace TokenAspire.Shipping.Slots;

/// <summary>A place on a departure.</summary>
internal sealed record Slot(Guid Id, DateTimeOffset Departure);

/// <summary>The departures, one every full hour, each with room for a number of units; a full one passes on to the next.</summary>
internal sealed class SlotBook(TimeProvider time)
{
    /// <summary>The units one departure takes. No request is larger (<see cref="SlotRequest.MaxQuantity"/>).</summary>
    public const int UnitsPerDeparture = 5_000;

    private readonly Lock _lock = new();
    private DateTimeOffset _departure;
    private int _booked;

    /// <summary>Books units on the earliest departure that has room for all of them.</summary>
    public Slot Book(int quantity)
    {
        lock (_lock)
        {
            DateTimeOffset next = NextFullHour(time.GetUtcNow());
            if (next > _departure)
            {
                (_departure, _booked) = (next, 0);
            }
            else if (_booked + quantity > UnitsPerDeparture)
            {
                (_departure, _booked) = (_departure.AddHours(1), 0);
            }

            _booked += quantity;
            return new Slot(Guid.CreateVersion7(time.GetUtcNow()), _departure);
        }
    }

    private static DateTimeOffset NextFullHour(DateTimeOffset now) => now.AddTicks(TimeSpan.TicksPerHour - (now.Ticks % TimeSpan.TicksPerHour));
}
