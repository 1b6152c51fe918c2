using Microsoft.Extensions.Hosting;

namespace CleanFiles.Infrastructure.Relay;

internal sealed class RelayService(OutboxRelay relay) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => relay.RunAsync(stoppingToken);
}
