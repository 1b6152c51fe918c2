using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Relay;

/// <summary>A whole relay on a log, a transport and a clock that the test holds in its hands.</summary>
internal sealed class RelayRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public RelayRig(RelayOptions? options = null)
    {
        Options = options ?? new RelayOptions();
        Outbox.IsSettled = Publisher.IsSettled;
        Rejected.RecordAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            Dead.Enqueue(FakePublisher.Name(call.Arg<Envelope>()));
            return Record();
        });
    }

    public RelayOptions Options { get; }

    public FakeOutbox Outbox { get; } = new();

    public FakePublisher Publisher { get; } = new();

    public IRejectedEvents Rejected { get; } = Substitute.For<IRejectedEvents>();

    /// <summary>What recording a rejected event comes to.</summary>
    public Func<Task> Record { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<string> Dead { get; } = [];

    public OutboxSignal Signal { get; } = new();

    public CountingTime Time { get; } = new();

    public RelayStatus Status { get; } = new();

    public void Start() => _run = new OutboxRelay(
        Outbox, Publisher, Rejected, Signal, Time, Options, Status, NullLogger<OutboxRelay>.Instance).RunAsync(_stop.Token);

    public Task StopAsync()
    {
        _stop.Cancel();
        return _run;
    }

    public Task AcceptedAsync(string names) => Time.UntilAsync(
        () => names.Split(' ').All(Publisher.FirstAccepted.Contains), $"{names} were accepted");

    public void AssertSound()
    {
        Assert.Empty(Outbox.Violations);
        Assert.Empty(Publisher.Violations);
    }

    public async ValueTask DisposeAsync()
    {
        var stopped = StopAsync();
        await Time.UntilAsync(() => stopped.IsCompleted, "the relay stopped", stepMs: 1_000);
        await stopped;
        _stop.Dispose();
    }
}
