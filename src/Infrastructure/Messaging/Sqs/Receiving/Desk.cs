using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// What was received and is not settled, within a bound. Of one stream only one handler works at a time. In a FIFO queue it takes its
/// messages together, in the order in which they came; in a standard queue one by one, since the host answers what stands behind a failed
/// one like that one, and nothing would ever part them again.
/// </summary>
internal sealed class Desk(Subscription subscription, bool isFifo, TimeProvider time)
{
    /// <summary>A message that is handled alone is quick if it takes less.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Received> _waiting = [];

    /// <summary>With the time at which a handler got it.</summary>
    private readonly Dictionary<Received, long> _handled = [];

    private readonly HashSet<string> _busy = [];
    private int _reserved;
    private bool _wasQuick;

    private bool IsAlone => subscription.MaxBatch == 1;

    /// <summary>What handlers can begin with at once.</summary>
    private int AtOnce => subscription.MaxBatch * subscription.Concurrency;

    /// <summary>What may lie ready while handlers are busy: the next batch, or what two receives bring.</summary>
    private int MaxAhead => IsAlone ? 2 * SqsQueue.MaxEntries : subscription.MaxBatch;

    /// <summary>A batch is one short transaction. What is handled alone may take long, and others could have the next one meanwhile.</summary>
    private int Ahead => !IsAlone || (_wasQuick && _handled.Values.All(IsQuick)) ? MaxAhead : 0;

    /// <summary>Everything on the desk: what must be kept from others.</summary>
    public IReadOnlyList<Received> All
    {
        get { lock (_lock) return [.. _waiting, .. _handled.Keys]; }
    }

    /// <summary>Keeps places for what a receive may bring. Fewer than it could bring only if handlers would have nothing to do meanwhile: each is a call.</summary>
    /// <returns>How many, at most <paramref name="max"/>; zero when there is no room.</returns>
    public int Reserve(int max)
    {
        lock (_lock)
        {
            var (here, ready) = (_handled.Count + _reserved, Ready().Count());
            // What waits behind its stream keeps no other from being received, as long as there is room at all.
            var free = Math.Min(AtOnce + Ahead - here - ready, AtOnce + MaxAhead - here - _waiting.Count);
            var places = IsAlone && free < max && _reserved + ready > 0 ? 0 : Math.Max(0, Math.Min(max, free));
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
            List<Received> taken = [.. (isFifo ? Ready() : Ready().DistinctBy(one => one.Stream)).Take(max)];
            foreach (var one in taken)
            {
                _waiting.Remove(one);
                _handled.Add(one, time.GetTimestamp());
                _busy.Add(one.Stream);
            }

            return taken;
        }
    }

    public void Done(IReadOnlyCollection<Received> batch, bool succeeded)
    {
        lock (_lock)
        {
            _wasQuick = succeeded && batch.All(one => IsQuick(_handled[one]));
            foreach (var one in batch)
            {
                _handled.Remove(one);
                _busy.Remove(one.Stream);
            }
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

    /// <summary>What a handler could begin with now.</summary>
    private IEnumerable<Received> Ready() => _waiting.Where(one => !_busy.Contains(one.Stream));

    private bool IsQuick(long since) => time.GetElapsedTime(since) < Quick;
}
