using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>Takes the process lock anew with every hold on the log: the server that held it may have been restarted in between.</summary>
internal sealed class LockedOutboxLog(IOutboxLog log, IProcessLock processLock) : IOutboxLog
{
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        await processLock.AcquireAsync(ct);
        return await log.OpenAsync(ct);
    }
}
