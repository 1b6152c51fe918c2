using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>A receiver on a queue, a net, a clock and a handler that a test holds in its hands.</summary>
internal sealed class ReceiverRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new(), _abandon = new();
    private readonly ConcurrentQueue<string> _overlaps = [];
    private readonly ConcurrentDictionary<string, bool> _busy = [];
    private readonly SqsReceiver _receiver;

    public ReceiverRig(bool fifo = true, int maxBatch = 1, int concurrency = 4, int visibility = 30)
    {
        Sqs = new FakeSqs(Time, fifo);
        var subscription = new Subscription("mail", new HashSet<string> { "happened" }, maxBatch, concurrency);
        var options = new SqsOptions { Kind = fifo ? SqsKind.Fifo : SqsKind.Standard, Visibility = TimeSpan.FromSeconds(visibility) };
        _receiver = new SqsReceiver(
            subscription, HandleAsync, new SqsQueue(Sqs.Client, Sqs.Urls.Url), new SqsQueue(Sqs.Client, Sqs.Urls.DeadLetterUrl), Net, options, Time, Lines);
    }

    public CountingTime Time { get; } = new();

    public FakeSqs Sqs { get; }

    public FakeQueue Queue => Sqs.Main;

    public IDeadLetterNet Net { get; } = Substitute.For<IDeadLetterNet>();

    public RecordingLogger<SqsReceiver> Lines { get; } = new();

    /// <summary>What the handler does with each delivery.</summary>
    public Func<Delivery, Task<Verdict>> Handle { get; set; } = _ => Task.FromResult(Verdict.Ack);

    /// <summary>Instead of <see cref="Handle"/>, what it does with a batch.</summary>
    public Func<IReadOnlyList<Delivery>, Task<IReadOnlyList<Verdict>>>? HandleBatch { get; set; }

    /// <summary>Names of each batch that was handed over: "a1 a2".</summary>
    public ConcurrentQueue<string> Batches { get; } = [];

    public ConcurrentQueue<Delivery> Deliveries { get; } = [];

    public IEnumerable<string> Handled => Batches.SelectMany(batch => batch.Split(' '));

    public Task Run { get; private set; } = Task.CompletedTask;

    public ReceiverRig Start()
    {
        Run = _receiver.RunAsync(_stop.Token);
        return this;
    }

    public void Cancel() => _stop.Cancel();

    public Task UntilAsync(Func<bool> happened, string description, int stepMs = 50) => Time.UntilAsync(happened, description, stepMs);

    /// <summary>Without letting time pass.</summary>
    public static Task SeenAsync(Func<bool> happened, string description) => Eventually.IsTrueAsync(happened, description);

    public async Task StopAsync()
    {
        Cancel();
        await UntilAsync(() => Run.IsCompleted, "the receiver stopped");
    }

    /// <summary>Handlers that still wait are left alone, so that a failed assertion shows itself and no time-out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await StopAsync();
        _receiver.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
        Assert.Empty(_overlaps);
    }

    private async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        var streams = batch.Select(delivery => delivery.Envelope.Stream).Distinct().ToList();
        foreach (var stream in streams)
            if (!_busy.TryAdd(stream, true)) _overlaps.Enqueue($"Two handlers had stream {stream}.");
        foreach (var delivery in batch) Deliveries.Enqueue(delivery);
        Batches.Enqueue(string.Join(' ', batch.Select(delivery => $"{delivery.Envelope.Stream}{delivery.Envelope.Version}")));
        try
        {
            return await (HandleBatch is { } handle ? handle(batch) : AllAsync(batch)).WaitAsync(_abandon.Token);
        }
        finally
        {
            foreach (var stream in streams) _busy.TryRemove(stream, out _);
        }
    }

    private async Task<IReadOnlyList<Verdict>> AllAsync(IReadOnlyList<Delivery> batch) => await Task.WhenAll(batch.Select(Handle));
}
