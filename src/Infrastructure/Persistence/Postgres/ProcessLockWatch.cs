using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>
/// The lock ends with its session: when the server restarts, or somebody ends it. It is taken again at once; if another process was
/// quicker, this one ends, or the consumers of both would handle what is parked (ADR 0010).
/// </summary>
internal sealed class ProcessLockWatch(
    IProcessLock processLock, StopReason reason, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await processLock.AcquireAsync(stoppingToken);
            }
            catch (SettingsException e)
            {
                reason.Problem = e;
                lifetime.StopApplication();
                return;
            }
            catch (Exception)
            {
                // The database is away, as relay and consumers say; nobody else has the lock then.
            }

            await Rest.ForAsync(Every, time, stoppingToken);
        }
    }
}
