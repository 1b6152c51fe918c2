using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Retention;

/// <summary>Now and then removes what is old enough, of each kind that this process looks after. What fails is tried again in the next run.</summary>
internal sealed class RetentionService(
    IEnumerable<IRetention> kinds, ITurns turns, TimeProvider time, RetentionOptions options, ILogger<RetentionService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Rest.ForAsync(options.FirstAfter, time, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var kind in kinds) await RunAsync(kind, stoppingToken);
            await Rest.ForAsync(options.Every, time, stoppingToken);
        }
    }

    private async Task RunAsync(IRetention kind, CancellationToken ct)
    {
        try
        {
            await using var turn = await turns.TryTakeAsync(kind.Name, ct);
            if (turn is null) return;
            var removed = await kind.RunAsync(ct);
            if (removed > 0) logger.LogInformation("Retention removed {Count} {Kind}.", removed, kind.Name);
        }
        catch (Exception e)
        {
            if (!ct.IsCancellationRequested) logger.LogWarning(e, "Retention of {Kind} failed; the next run tries again.", kind.Name);
        }
    }
}
