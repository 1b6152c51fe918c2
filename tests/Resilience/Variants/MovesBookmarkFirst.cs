using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Resilience.Tests.Variants;

/// <inheritdoc cref="Variant.BookmarkBeforePublish"/>
internal sealed class MovesBookmarkFirst(IOutboxLog inner) : IOutboxLog
{
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct) => new Reader(await inner.OpenAsync(ct));

    private sealed class Reader(IOutboxReader inner) : IOutboxReader
    {
        public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
        {
            var entries = await inner.ReadAsync(max, ct);
            if (entries.Count > 0) await inner.AdvanceAsync([.. entries.GroupBy(entry => entry.Shard).Select(shard => shard.Last())], ct);
            return entries;
        }

        public Task KeepAsync(CancellationToken ct) => inner.KeepAsync(ct);

        public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
