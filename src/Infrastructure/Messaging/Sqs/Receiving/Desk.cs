namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// What was received and is not settled, within a bound. Of one stream only one handler works at a time. In a FIFO queue it takes its
/// messages together, in the order in which they came; in a standard queue one by one, since the host answers what stands behind a failed
/// one like that one, and nothing would ever part them again.
/// </summary>
internal sealed class Desk(int capacity, bool isFifo)
{
    private readonly Lock _lock = new();
    private readonly List<Received> _waiting = [];
    private readonly HashSet<Received> _handled = [];
    private readonly HashSet<string> _busy = [];
    private int _reserved;

    /// <summary>Everything on the desk: what must be kept from others.</summary>
    public IReadOnlyList<Received> All
    {
        get { lock (_lock) return [.. _waiting, .. _handled]; }
    }

    /// <summary>Keeps places for what a receive may bring.</summary>
    /// <returns>How many, at most <paramref name="max"/>; zero when there is no room.</returns>
    public int Reserve(int max)
    {
        lock (_lock)
        {
            var places = Math.Max(0, Math.Min(max, capacity - _waiting.Count - _handled.Count - _reserved));
            _reserved += places;
            return places;
        }
    }

    /// <summary>Puts down what came, in its order, and frees the places that were kept for it.</summary>
    public void Put(int reserved, IEnumerable<Received> received)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            _waiting.AddRange(received);
        }
    }

    /// <returns>What one handler may have now, at most <paramref name="max"/>; to be answered by <see cref="Done"/>.</returns>
    public IReadOnlyList<Received> Take(int max)
    {
        lock (_lock)
        {
            var free = _waiting.Where(one => !_busy.Contains(one.Stream));
            List<Received> taken = [.. (isFifo ? free : free.DistinctBy(one => one.Stream)).Take(max)];
            foreach (var one in taken)
            {
                _waiting.Remove(one);
                _handled.Add(one);
                _busy.Add(one.Stream);
            }

            return taken;
        }
    }

    public void Done(IEnumerable<Received> batch)
    {
        lock (_lock)
            foreach (var one in batch)
            {
                _handled.Remove(one);
                _busy.Remove(one.Stream);
            }
    }

    /// <summary>Takes away those that no handler has yet.</summary>
    public IReadOnlyList<Received> Clear(Predicate<Received> which)
    {
        lock (_lock)
        {
            List<Received> cleared = [.. _waiting.Where(one => which(one))];
            _waiting.RemoveAll(cleared.Contains);
            return cleared;
        }
    }
}
