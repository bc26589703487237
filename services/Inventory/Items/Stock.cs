namespace TokenAspire.Inventory.Items;

/// <summary>Who holds a reservation: the subject and tenant of the token it was made with.</summary>
internal sealed record Holder(string Subject, string? TenantId);

internal enum ReservationOutcome
{
    Reserved,
    UnknownSku,
    OutOfStock,
    IdTaken,
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

    /// <summary>Takes all the units or none, under the id the caller chose or a new one.</summary>
    public ReservationAttempt Reserve(string sku, Guid? chosen, int quantity, Holder holder)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        if (!_shelves.TryGetValue(sku, out Shelf? shelf))
        {
            return new ReservationAttempt(ReservationOutcome.UnknownSku, default);
        }

        Guid id = chosen ?? Guid.CreateVersion7(time.GetUtcNow());
        ReservationOutcome outcome = shelf.Take(id, quantity, holder);
        return new ReservationAttempt(outcome, outcome == ReservationOutcome.Reserved ? id : default);
    }

    /// <summary>
    /// Puts a holder's reservation back, once; again it changes nothing and is still true. False if the holder has none
    /// of that id.
    /// </summary>
    public bool Return(string sku, Guid id, Holder holder) =>
        _shelves.TryGetValue(sku, out Shelf? shelf) && shelf.Return(id, holder);

    /// <summary>
    /// Puts anybody's reservation back, and sees to it that one still on its way here is not made any more. False for an
    /// unknown sku.
    /// </summary>
    public bool Cancel(string sku, Guid id)
    {
        if (!_shelves.TryGetValue(sku, out Shelf? shelf))
        {
            return false;
        }

        shelf.Cancel(id);
        return true;
    }

    private sealed class Shelf(int units)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, (int Held, Holder? Holder)> _reservations = [];
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

        public ReservationOutcome Take(Guid id, int quantity, Holder holder)
        {
            lock (_lock)
            {
                if (_reservations.ContainsKey(id))
                {
                    return ReservationOutcome.IdTaken;
                }

                if (quantity > _available)
                {
                    return ReservationOutcome.OutOfStock;
                }

                _available -= quantity;
                _reservations.Add(id, (quantity, holder));
                return ReservationOutcome.Reserved;
            }
        }

        public bool Return(Guid id, Holder holder)
        {
            lock (_lock)
            {
                if (!_reservations.TryGetValue(id, out (int Held, Holder? Holder) reservation) || reservation.Holder != holder)
                {
                    return false;
                }

                PutBack(id, reservation);
                return true;
            }
        }

        public void Cancel(Guid id)
        {
            lock (_lock)
            {
                PutBack(id, _reservations.GetValueOrDefault(id));
            }
        }

        // Holding nothing, it stays: so a repeated return, after a lost answer, is not taken for an unknown one.
        private void PutBack(Guid id, (int Held, Holder? Holder) reservation)
        {
            _available += reservation.Held;
            _reservations[id] = (0, reservation.Holder);
        }
    }
}
