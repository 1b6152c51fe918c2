using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace CleanFiles.Infrastructure.Tests.Messaging;

/// <summary>A bus with consumers whose answers a test chooses. Several may follow each other on one parking lot: a restart.</summary>
internal sealed class BusRig(IParkingLot lot, CountingTime time, InMemoryOptions? options = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public BusRig(InMemoryOptions? options = null) : this(new FakeParkingLot(), new CountingTime(), options)
    {
    }

    public InMemoryOptions Options { get; } = options ?? new InMemoryOptions();

    public FakeParkingLot Lot => (FakeParkingLot)lot;

    public CountingTime Time => time;

    public InMemoryBus Bus { get; } = new(lot, time, options ?? new InMemoryOptions(), NullLogger<InMemoryBus>.Instance);

    /// <summary>Everything handed to a handler, in order: "consumer:a1".</summary>
    public ConcurrentQueue<string> Handled { get; } = [];

    public async Task AddAsync(string consumer, Func<Delivery, Task<Verdict>> handle, int maxBatch = 1, int concurrency = 1, bool run = true)
    {
        var subscription = new Subscription(consumer, new HashSet<string> { "file.renamed" }, maxBatch, concurrency);
        await Bus.DeclareAsync(subscription, Some.Ct);
        if (run) _running.Add(Bus.RunAsync(subscription, HandleAsync, _stop.Token));

        async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
        {
            foreach (var delivery in batch) Handled.Enqueue($"{consumer}:{Name(delivery.Envelope)}");
            return await Task.WhenAll(batch.Select(handle));
        }
    }

    public Task AddAsync(string consumer) => AddAsync(consumer, _ => Task.FromResult(Verdict.Ack));

    public Task<IReadOnlyList<PublishResult>> PublishAsync(params Envelope[] batch) => Bus.PublishAsync(batch, Some.Ct);

    /// <summary>Publishes and lets time pass until the bus has answered.</summary>
    public async Task PublishedAsync(params Envelope[] batch)
    {
        var published = PublishAsync(batch);
        await time.UntilAsync(() => published.IsCompleted, "the publish was answered", stepMs: 100);
        await published;
    }

    public IEnumerable<string> HandledBy(string consumer) =>
        Handled.Where(name => name.StartsWith($"{consumer}:", StringComparison.Ordinal)).Select(name => name[(consumer.Length + 1)..]);

    /// <summary>For handlers that never end: a bus waits for those that run, until the process ends.</summary>
    public void Abandon() => _running.Clear();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static string Name(Envelope envelope) => $"{envelope.Stream}{envelope.Version}";
}
