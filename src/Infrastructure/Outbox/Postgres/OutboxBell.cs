using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// Tells the relays of other processes that events were committed here. Outside the business transaction, where NOTIFY would take one
/// lock for the whole cluster at every commit; and not once a commit, but one call at a time: what is committed while one is under way
/// shares the next.
/// </summary>
internal sealed class OutboxBell(NpgsqlDataSource dataSource, OutboxCommitted committed, TimeProvider time, ILogger<OutboxBell> logger)
    : BackgroundService
{
    private const string Ring = $"select pg_notify('{OutboxChannel.Name}', '{OutboxChannel.Events}')";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await committed.WaitAsync(null, time, stoppingToken);
            if (stoppingToken.IsCancellationRequested) return;
            committed.Reset();
            await RingAsync();
        }
    }

    /// <summary>A call that is lost costs the time until a relay polls, so its failure is no trouble.</summary>
    private async Task RingAsync()
    {
        try
        {
            await using var ring = dataSource.CreateCommand(Ring);
            await ring.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "The relays were not called.");
        }
    }
}
