using TokenAspire.Inventory.Shipping;
using TokenAspire.Propagation;

namespace TokenAspire.Inventory.Items;

/// <summary>A reservation with its slot, as answered to the caller.</summary>
internal sealed record Reservation(Guid Id, string Sku, int Quantity, Guid Slot);

/// <summary>
/// Reserves stock and books its slot. Without a slot the stock goes back; a slot whose booking was never answered stays
/// booked until its departure.
/// </summary>
internal sealed class ReservationDesk(Stock stock, ShippingClient shipping)
{
    public async Task<IResult> ReserveAsync(string sku, Guid? id, int quantity, Holder holder)
    {
        ReservationAttempt attempt = stock.Reserve(sku, id, quantity, holder);
        switch (attempt.Outcome)
        {
            case ReservationOutcome.UnknownSku:
                return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no such sku.");
            case ReservationOutcome.OutOfStock:
                return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "There are not that many units in stock.");
            case ReservationOutcome.IdTaken:
                return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "This reservation was made or cancelled before.");
        }

        bool booked = false;
        try
        {
            // Seen through even if the caller goes away: stock and slot stay in step.
            DownstreamAnswer<Slot> answer = await shipping.BookAsync(sku, quantity, CancellationToken.None);
            booked = answer.Value is not null;
            return answer.Value is { } slot
                ? TypedResults.Created((string?)null, new Reservation(attempt.Id, sku, quantity, slot.Id))
                : (answer.Refusal ?? DownstreamRefusal.Unintelligible).ToResult();
        }
        finally
        {
            if (!booked)
            {
                stock.Cancel(sku, attempt.Id);
            }
        }
    }
}
