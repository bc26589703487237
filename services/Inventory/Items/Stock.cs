namespace TokenAspire.Inventory.Items;

/// <summary>Who holds a reservation: the subject and tenant of the token it was made with.</summary>
internal sealed record Holder(string Subject, string? TenantId);

internal enum ReservationOutcome
{
    Reserved,
    UnknownSku,
    OutOfStock,
}

/// <summary>What came of an attempt to reserve; the id is set when it succeeded.</summary>
internal sealed record ReservationAttempt(ReservationOutcome Outcome, Guid Id);

/// <summary>The units of each sku and who holds how many of them. Safe for parallel use; one lock per sku.</summary>
internal sealed class Stock(IReadOnlyDictionary<string, int> units, TimeProvider time)
{
    private readonly Dictionary<string, Shelf> _shelves =
        units.ToDictionary(item => item.Key, item => new Shelf(item.Value), StringComparer.Ordinal);

    /// <summary>The units of a sku that nobody holds; null for an unknown sku.</summary>
    public int? Available(string sku) => _shelves.TryGetValue(sku, out Shelf? shelf) ? shelf.Available : null;

    /// <summary>Takes all the units or none.</summary>
    public ReservationAttempt Reserve(string sku, int quantity, Holder holder)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        if (!_shelves.TryGetValue(sku, out Shelf? shelf))
        {
            return new ReservationAttempt(ReservationOutcome.UnknownSku, default);
        }

        Guid id = Guid.CreateVersion7(time.GetUtcNow());
        return shelf.TryTake(id, quantity, holder)
            ? new ReservationAttempt(ReservationOutcome.Reserved, id)
            : new ReservationAttempt(ReservationOutcome.OutOfStock, default);
    }

    /// <summary>
    /// Puts a reservation's units back, once; again it changes nothing and is still true. False if there is none of
    /// that id, or none that may be returned by the asker.
    /// </summary>
    public bool Return(string sku, Guid id, Func<Holder, bool> mayReturn) =>
        _shelves.TryGetValue(sku, out Shelf? shelf) && shelf.Return(id, mayReturn);

    private sealed class Shelf(int units)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, (int Held, Holder Holder)> _reservations = [];
        private int _available = units;

        public int Available
        {
            get
            {
                lock (_lock)
                {
                    return _available;
                }
            }
        }

        public bool TryTake(Guid id, int quantity, Holder holder)
        {
            lock (_lock)
            {
                if (quantity > _available)
                {
                    return false;
                }

                _available -= quantity;
                _reservations.Add(id, (quantity, holder));
                return true;
            }
        }

        public bool Return(Guid id, Func<Holder, bool> mayReturn)
        {
            lock (_lock)
            {
                if (!_reservations.TryGetValue(id, out (int Held, Holder Holder) reservation) || !mayReturn(reservation.Holder))
                {
                    return false;
                }

                // Holding nothing, it stays: so a repeated return, after a lost answer, is not taken for an unknown one.
                _available += reservation.Held;
                _reservations[id] = (0, reservation.Holder);
                return true;
            }
        }
    }
}
