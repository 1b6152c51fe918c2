using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Resilience.Tests.Nodes;

internal sealed class CrashingLog(IOutboxLog inner, CrashPoints points) : IOutboxLog
{
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct) => new Reader(await inner.OpenAsync(ct), points);

    private sealed class Reader(IOutboxReader inner, CrashPoints points) : IOutboxReader
    {
        /// <summary>Read, and not behind the bookmark.</summary>
        private readonly List<OutboxEntry> _inFlight = [];

        public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
        {
            var entries = await inner.ReadAsync(max, ct);
            points.Pass(CrashPoint.AfterRead, entries.Count);
            _inFlight.AddRange(entries);
            return entries;
        }

        public async Task KeepAsync(CancellationToken ct)
        {
            var keeping = inner.KeepAsync(ct);
            points.Pass(CrashPoint.DuringRenewal, _inFlight.Count);
            await keeping;
        }

        public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
        {
            points.Pass(CrashPoint.BeforeBookmark, _inFlight.Count);
            await inner.AdvanceAsync(lastOfEachShard, ct);
            foreach (var last in lastOfEachShard) Forget(last);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        /// <summary>It and those of its shard before it.</summary>
        private void Forget(OutboxEntry last)
        {
            var isPast = false;
            _inFlight.RemoveAll(entry =>
            {
                if (isPast || entry.Shard != last.Shard) return false;
                isPast = ReferenceEquals(entry, last);
                return true;
            });
        }
    }
}
