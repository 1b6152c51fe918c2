using CleanFiles.Application.Ports;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Declares every subscription before anything is published (this service starts before the relay), then runs the consumers and their replays.</summary>
internal sealed class ConsumersService(IEnumerable<ConsumerHost> hosts, ISubscriber subscriber, Replays replays) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(hosts.Select(host => subscriber.DeclareAsync(host.Subscription, cancellationToken)));
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(hosts.SelectMany(host => (Task[])[host.RunAsync(stoppingToken), replays.RunAsync(host, stoppingToken)]));
}
