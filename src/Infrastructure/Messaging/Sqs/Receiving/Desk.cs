using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// What was received and is not settled, within a bound. Of one stream only one handler works at a time. In a FIFO queue it takes its
/// messages together, in the order in which they came; in a standard queue one by one, since the host answers what stands behind a failed
/// one like that one, and nothing would ever part them again.
/// </summary>
internal sealed class Desk(Subscription subscription, bool isFifo)
{
    /// <summary>What is handled alone in less.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Received> _waiting = [];
    private readonly HashSet<Received> _handled = [];
    private readonly HashSet<string> _busy = [];
    private int _reserved;
    private bool _isQuick;

    /// <summary>
    /// What is fetched while handlers are busy. A batch is one short transaction, so there it is the next one. What is handled alone may take
    /// long, and others could have it meanwhile: so only while that is quick, and then as much as two receives bring.
    /// </summary>
    private int Ahead => subscription.MaxBatch > 1 ? subscription.MaxBatch : _isQuick ? 2 * SqsQueue.MaxEntries : 0;

    /// <summary>Everything on the desk: what must be kept from others.</summary>
    public IReadOnlyList<Received> All
    {
        get { lock (_lock) return [.. _waiting, .. _handled]; }
    }

    /// <summary>Keeps places for what a receive may bring. Fewer than it could bring only if handlers would have nothing to do meanwhile: each is a call.</summary>
    /// <returns>How many, at most <paramref name="max"/>; zero when there is no room.</returns>
    public int Reserve(int max)
    {
        lock (_lock)
        {
            var free = (subscription.MaxBatch * subscription.Concurrency) + Ahead - _waiting.Count - _handled.Count - _reserved;
            var places = free < max && (_reserved > 0 || Free().Any()) ? 0 : Math.Max(0, Math.Min(max, free));
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
            List<Received> taken = [.. (isFifo ? Free() : Free().DistinctBy(one => one.Stream)).Take(max)];
            foreach (var one in taken)
            {
                _waiting.Remove(one);
                _handled.Add(one);
                _busy.Add(one.Stream);
            }

            return taken;
        }
    }

    /// <param name="took">Null if something of it failed.</param>
    public void Done(IEnumerable<Received> batch, TimeSpan? took)
    {
        lock (_lock)
        {
            _isQuick = took < Quick;
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
    private IEnumerable<Received> Free() => _waiting.Where(one => !_busy.Contains(one.Stream));
}
