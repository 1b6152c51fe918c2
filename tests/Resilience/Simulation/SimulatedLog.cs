using System.Globalization;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Resilience.Tests.Checking;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>The outbox and its bookmarks, which outlive every process. Sessions hold shards as long as they ask something within the lease.</summary>
/// <param name="fences">False breaks it: whoever was overtaken moves bookmarks all the same.</param>
internal sealed class SimulatedLog(Steps steps, SimulatedTime time, TimeSpan lease, int shards, bool fences)
{
    private readonly List<Row> _rows = [];
    private readonly List<Session> _sessions = [];
    private readonly Shard[] _shards = [.. Enumerable.Range(0, shards).Select(number => new Shard(number))];

    public List<BookmarkMove> Moves { get; } = [];

    public int Pending => _shards.Sum(shard => RowsOf(shard.Number).Skip(shard.Bookmark).Count());

    public void Commit(Envelope envelope) => _rows.Add(new Row(int.Parse(envelope.Stream.AsSpan(1), CultureInfo.InvariantCulture) % shards, envelope, _rows.Count));

    public IOutboxLog For(SimulatedProcess process) => new Log(this, process);

    private IEnumerable<Row> RowsOf(int shard) => _rows.Where(row => row.Shard == shard);

    private bool IsAlive(Session? session) => session is { IsGone: false } && time.Elapsed - session.AskedAt < lease;

    /// <summary>Takes what nobody holds, up to its share.</summary>
    private void Claim(Session session)
    {
        var share = (int)Math.Ceiling((double)shards / _sessions.Count(IsAlive));
        foreach (var shard in _shards.Where(shard => !IsAlive(shard.Holder)))
        {
            if (session.Read.Count >= share) return;
            (shard.Holder, shard.Epoch) = (session, shard.Epoch + 1);
            session.Read[shard.Number] = shard.Bookmark;
        }

        // Above its share it leaves what it has nothing of under way.
        foreach (var number in session.Read.Where(one => one.Value == _shards[one.Key].Bookmark).Select(one => one.Key).Take(session.Read.Count - share).ToList())
        {
            _shards[number].Holder = null;
            session.Read.Remove(number);
        }
    }

    private void Ask(Session session)
    {
        session.AskedAt = time.Elapsed;
        if (fences && session.Read.Keys.Any(shard => _shards[shard].Holder != session)) throw new FencedOffException();
    }

    private void Advance(Session session, Row last)
    {
        var shard = _shards[last.Shard];
        var passed = RowsOf(last.Shard).TakeWhile(row => row.Place <= last.Place).Count();
        Moves.Add(new BookmarkMove(last.Shard, shard.Epoch, passed < shard.Bookmark, shard.Holder == session));
        shard.Bookmark = passed;
    }

    private sealed record Row(int Shard, Envelope Envelope, int Place) : OutboxEntry(Shard, Envelope);

    private sealed class Shard(int number)
    {
        public int Number => number;

        public long Epoch { get; set; }

        public Session? Holder { get; set; }

        /// <summary>How many of its rows are published.</summary>
        public int Bookmark { get; set; }
    }

    private sealed class Session
    {
        public TimeSpan AskedAt { get; set; }

        public bool IsGone { get; set; }

        /// <summary>How many rows it has read of each shard that it holds.</summary>
        public SortedDictionary<int, int> Read { get; } = [];
    }

    private sealed class Log(SimulatedLog log, SimulatedProcess process) : IOutboxLog
    {
        public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
        {
            await log.TakeAsync(process, "open the log");
            var session = new Session { AskedAt = log.Now };
            // The server notices soon that the process at the other end is gone.
            process.Died += () => session.IsGone = true;
            log._sessions.Add(session);
            log.Claim(session);
            await log.TakeAsync(process, "log opened");
            return new Reader(log, process, session);
        }
    }

    private TimeSpan Now => time.Elapsed;

    private Task TakeAsync(SimulatedProcess process, string place) => steps.TakeAsync(process, place);

    private sealed class Reader(SimulatedLog log, SimulatedProcess process, Session session) : IOutboxReader
    {
        public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
        {
            await log.TakeAsync(process, "read the log");
            // Reading tells that it lives, and is not told whether it has been overtaken.
            session.AskedAt = log.Now;
            var read = new List<Row>();
            foreach (var shard in session.Read.Keys.ToList())
            {
                var page = log.RowsOf(shard).Skip(session.Read[shard]).Take(max - read.Count).ToList();
                session.Read[shard] += page.Count;
                read.AddRange(page);
            }

            await log.TakeAsync(process, $"{read.Count} events read");
            return read;
        }

        public async Task KeepAsync(CancellationToken ct)
        {
            await log.TakeAsync(process, "keep the hold");
            log.Ask(session);
            log.Claim(session);
            await log.TakeAsync(process, "hold kept");
        }

        public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
        {
            await log.TakeAsync(process, "move the bookmark");
            log.Ask(session);
            foreach (var last in lastOfEachShard.Cast<Row>()) log.Advance(session, last);
            await log.TakeAsync(process, "bookmark moved");
        }

        public ValueTask DisposeAsync()
        {
            session.IsGone = true;
            return default;
        }
    }
}
