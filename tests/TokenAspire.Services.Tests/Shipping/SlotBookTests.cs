using TokenAspire.Shipping.Slots;

namespace TokenAspire.Services.Tests.Shipping;

public sealed class SlotBookTests
{
    private readonly FixedTime _time = new(new DateTimeOffset(2030, 1, 1, 9, 20, 0, TimeSpan.Zero));

    [Fact]
    public void The_next_full_hour_is_the_first_departure() =>
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 10, 0, 0, TimeSpan.Zero), new SlotBook(_time).Book(1).Departure);

    [Fact]
    public void A_full_departure_passes_on_to_the_next()
    {
        SlotBook book = new(_time);
        DateTimeOffset first = book.Book(SlotBook.UnitsPerDeparture).Departure;

        Assert.Equal(first.AddHours(1), book.Book(1).Departure);
    }

    [Fact]
    public void Parallel_bookings_never_overfill_a_departure()
    {
        SlotBook book = new(_time);
        DateTimeOffset[] departures = new DateTimeOffset[60];

        Parallel.For(0, departures.Length, booking => departures[booking] = book.Book(SlotRequest.MaxQuantity).Departure);

        Assert.All(departures.GroupBy(departure => departure), departure => Assert.Equal(SlotBook.UnitsPerDeparture / SlotRequest.MaxQuantity, departure.Count()));
    }

    [Theory]
    [InlineData(null, 1, "sku")]
    [InlineData("widget", 0, "quantity")]
    [InlineData("widget", 1001, "quantity")]
    public void A_request_outside_the_bounds_is_refused_by_member(string? sku, int quantity, string member) =>
        Assert.Equal(member, Assert.Single(new SlotRequest(sku, quantity).Validate().Keys));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
