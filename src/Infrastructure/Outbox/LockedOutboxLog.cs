using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>
/// Takes the process lock with every hold on the log, and sees now and then that it is still held: the session that held it may have ended.
/// </summary>
internal sealed class LockedOutboxLog(IOutboxLog log, IProcessLock processLock) : IOutboxLog
{
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        await processLock.AcquireAsync(ct);
        return new LockedReader(await log.OpenAsync(ct), processLock);
    }

    private sealed class LockedReader(IOutboxReader reader, IProcessLock processLock) : IOutboxReader
    {
        public Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct) => reader.ReadAsync(max, ct);

        public async Task KeepAsync(CancellationToken ct)
        {
            await processLock.AcquireAsync(ct);
            await reader.KeepAsync(ct);
        }

        public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) => reader.AdvanceAsync(lastOfEachShard, ct);

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
