using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>One process's ports.</summary>
internal sealed class Process(IHost host) : IAsyncDisposable
{
    private readonly List<Receiving> _receivings = [];
    private IHost? _host = host;

    public ISubscriber Subscriber { get; } = host.Services.GetRequiredService<ISubscriber>();

    private IPublisher Publisher { get; } = host.Services.GetRequiredService<IPublisher>();

    /// <summary>Publishes as the relay does: of each stream one at a time, and again what the transport could not take just then.</summary>
    public async Task PublishAsync(params IEnumerable<Envelope> envelopes)
    {
        var rounds = envelopes.GroupBy(envelope => envelope.Stream).SelectMany(stream => stream.Index()).GroupBy(one => one.Index, one => one.Item);
        foreach (var round in rounds.OrderBy(round => round.Key))
            foreach (var batch in round.Chunk(new RelayOptions().BatchSize)) await PublishBatchAsync(batch);
    }

    public Receiving Receive(Witness witness)
    {
        var receiving = new Receiving(Subscriber, witness);
        _receivings.Add(receiving);
        return receiving;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var receiving in _receivings) await receiving.StopAsync();
        await Composition.StopAsync(Interlocked.Exchange(ref _host, null));
    }

    private async Task PublishBatchAsync(Envelope[] batch)
    {
        var left = batch;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var results = await TryPublishAsync(left);
                Assert.DoesNotContain(results, result => result.Status == PublishStatus.Rejected);
                left = [.. left.Zip(results).Where(one => one.Second.Status == PublishStatus.Unavailable).Select(one => one.First)];
                return left.Length == 0;
            },
            $"{batch.Length} envelopes were accepted");
    }

    /// <summary>An exception says no more than that the transport cannot take it now.</summary>
    private async Task<IReadOnlyList<PublishResult>> TryPublishAsync(Envelope[] batch)
    {
        try
        {
            return await Publisher.PublishAsync(batch, TestContext.Current.CancellationToken);
        }
        catch (Exception e)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"Could not publish: {e}");
            return [.. batch.Select(_ => PublishResult.Unavailable(e.Message))];
        }
    }
}
