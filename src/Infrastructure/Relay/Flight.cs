namespace CleanFiles.Infrastructure.Relay;

/// <summary>One entry on its way from being read to lying behind the bookmark.</summary>
internal sealed class Slot(OutboxEntry entry)
{
    public OutboxEntry Entry => entry;

    public bool IsDone { get; set; }
}

/// <summary>
/// What was read and is not behind the bookmark yet. Of each stream only the oldest entry is ever ready, so that a later one cannot
/// overtake it; of each shard only the finished prefix is passed.
/// </summary>
internal sealed class Flight
{
    private readonly Dictionary<string, Queue<Slot>> _streams = [];
    private readonly Dictionary<int, Queue<Slot>> _shards = [];
    private readonly Queue<Slot> _ready = [];
    private readonly Dictionary<int, OutboxEntry> _passed = [];

    /// <summary>What was read and is not behind the durable bookmark.</summary>
    public int Count { get; private set; }

    /// <summary>How much of that is finished and only waits for the bookmark to be saved.</summary>
    public int Passed { get; private set; }

    public bool HasReady => _ready.Count > 0;

    public void Add(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries)
        {
            var slot = new Slot(entry);
            Queue(_shards, entry.Shard).Enqueue(slot);
            var stream = Queue(_streams, entry.Envelope.Stream);
            stream.Enqueue(slot);
            if (stream.Count == 1) _ready.Enqueue(slot);
            Count++;
        }
    }

    public IReadOnlyList<Slot> Take(int max)
    {
        var taken = new List<Slot>(Math.Min(max, _ready.Count));
        while (taken.Count < max && _ready.TryDequeue(out var slot)) taken.Add(slot);
        return taken;
    }

    /// <summary>Takes back what could not be published; nothing else of its stream has become ready.</summary>
    public void Return(Slot slot) => _ready.Enqueue(slot);

    public void Done(Slot slot)
    {
        slot.IsDone = true;
        var stream = _streams[slot.Entry.Envelope.Stream];
        stream.Dequeue();
        if (stream.TryPeek(out var next)) _ready.Enqueue(next);
        else _streams.Remove(slot.Entry.Envelope.Stream);

        var shard = _shards[slot.Entry.Shard];
        while (shard.TryPeek(out var first) && first.IsDone)
        {
            _passed[slot.Entry.Shard] = shard.Dequeue().Entry;
            Passed++;
        }
    }

    /// <returns>The last entry of each shard's finished prefix since the last call.</returns>
    public IReadOnlyCollection<OutboxEntry> TakePassed()
    {
        OutboxEntry[] passed = [.. _passed.Values];
        _passed.Clear();
        (Count, Passed) = (Count - Passed, 0);
        return passed;
    }

    private static Queue<Slot> Queue<TKey>(Dictionary<TKey, Queue<Slot>> queues, TKey key) where TKey : notnull =>
        queues.TryGetValue(key, out var queue) ? queue : queues[key] = new Queue<Slot>();
}
