using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Tests.Relay;

/// <summary>A log in memory that counts what is asked of it, fails when told, and refuses a bookmark that would lose something.</summary>
internal sealed class FakeOutbox : IOutboxLog
{
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];
    private readonly Dictionary<int, int> _bookmarks = [];
    private bool _lost;
    private readonly Queue<Exception> _openFailures = [];
    private readonly Queue<Exception> _readFailures = [];
    private readonly Queue<Exception> _saveFailures = [];

    public int Opens { get; private set; }

    public int Closes { get; private set; }

    public int Reads { get; private set; }

    public int Saves { get; private set; }

    public int Keeps { get; private set; }

    /// <summary>The most rows between a bookmark and what was read.</summary>
    public int MostAhead { get; private set; }

    /// <summary>What a bookmark may be moved over.</summary>
    public Func<Envelope, bool> IsSettled { get; set; } = _ => true;

    public List<string> Violations { get; } = [];

    public Envelope Append(string stream, long version, int shard = 0)
    {
        var envelope = Some.Envelope(stream, version);
        lock (_lock) _rows.Add(new Row(_rows.Count, shard, envelope));
        return envelope;
    }

    public void FailNextOpen() => Push(_openFailures, new IOException("cannot be opened"));

    public void FailNextRead() => Push(_readFailures, new IOException("cannot be read"));

    public void FailNextSave(Exception? exception = null) => Push(_saveFailures, exception ?? new IOException("cannot be saved"));

    /// <summary>As if another relay had taken over while this one was silent.</summary>
    public void TakeAway()
    {
        lock (_lock) _lost = true;
    }

    public int Bookmark(int shard = 0)
    {
        lock (_lock) return _rows.Count(row => row.Shard == shard && IsBehind(row));
    }

    /// <summary>What an opening waits for.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        await Opening;
        lock (_lock)
        {
            ct.ThrowIfCancellationRequested();
            if (_openFailures.TryDequeue(out var failure)) throw failure;
            _lost = false;
            return new Reader(this, ++Opens);
        }
    }

    private void Push(Queue<Exception> failures, Exception failure)
    {
        lock (_lock) failures.Enqueue(failure);
    }

    private bool IsBehind(Row row) => _bookmarks.TryGetValue(row.Shard, out var bookmark) && row.Index <= bookmark;

    private sealed record Row(int Index, int Shard, Envelope Envelope) : OutboxEntry(Shard, Envelope);

    private sealed class Reader(FakeOutbox outbox, int epoch) : IOutboxReader
    {
        private int _next;

        public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
        {
            await Task.Yield();
            lock (outbox._lock)
            {
                outbox.Reads++;
                Ensure(max > 0, "asked for nothing");
                if (outbox._readFailures.TryDequeue(out var failure)) throw failure;
                var rows = outbox._rows.Skip(_next).Where(row => !outbox.IsBehind(row)).Take(max).ToList();
                if (rows.Count > 0) _next = rows[^1].Index + 1;
                outbox.MostAhead = Math.Max(outbox.MostAhead, outbox._rows.Take(_next).Count(row => !outbox.IsBehind(row)));
                return rows;
            }
        }

        public async Task KeepAsync(CancellationToken ct)
        {
            await Task.Yield();
            lock (outbox._lock)
            {
                outbox.Keeps++;
                if (epoch != outbox.Opens || outbox._lost) throw new FencedOffException();
            }
        }

        public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
        {
            await Task.Yield();
            lock (outbox._lock)
            {
                outbox.Saves++;
                Ensure(lastOfEachShard.Count > 0, "saved nothing");
                Ensure(lastOfEachShard.DistinctBy(entry => entry.Shard).Count() == lastOfEachShard.Count, "saved a shard twice");
                if (outbox._saveFailures.TryDequeue(out var failure)) throw failure;
                if (epoch != outbox.Opens) throw new FencedOffException();
                foreach (var row in lastOfEachShard.Cast<Row>())
                {
                    Ensure(!outbox.IsBehind(row), $"the bookmark of shard {row.Shard} moved back to {row.Index}");
                    var lost = outbox._rows.Where(one => one.Shard == row.Shard && one.Index <= row.Index && !outbox.IsBehind(one))
                        .FirstOrDefault(one => !outbox.IsSettled(one.Envelope));
                    Ensure(lost is null, $"the bookmark moved over {lost?.Envelope.Stream} {lost?.Envelope.Version}, which nobody acknowledged");
                    outbox._bookmarks[row.Shard] = row.Index;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (outbox._lock) outbox.Closes++;
            return default;
        }

        private void Ensure(bool holds, string violation)
        {
            if (!holds) outbox.Violations.Add(violation);
        }
    }
}
