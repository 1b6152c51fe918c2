using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Theory, Enforces(10)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopping_lets_running_handlers_end_and_leaves_the_rest_to_whoever_comes_next(bool inAnotherProcess)
    {
        var (before, after) = (NewWitness("caller", maxBatch: 1, concurrency: 1), NewWitness("caller", maxBatch: 1, concurrency: 1));
        var running = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        before.Answer = _ => running.Task;
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(before.Subscription);
        var receiving = process.Receive(before);
        var published = OneOfEach(streams: 6);
        // Stopped in the middle of it: what was not accepted yet must not be lost either.
        var publishing = process.PublishAsync(published);
        await Eventually.IsTrueAsync(() => !before.Met.IsEmpty, "a handler ran");

        var stopping = receiving.Stopping();
        await Eventually.IsStillAsync(() => stopping.IsCompleted, "it waited for the handler, or did not");
        Assert.False(stopping.IsCompleted);
        running.SetResult(Verdict.Ack);
        await receiving.StopAsync();
        await publishing;

        var handled = Assert.Single(before.Met).Envelope;
        if (inAnotherProcess) process = await NextAsync(rig, process, after);
        process.Receive(after);
        await AllIsAcknowledgedAsync(after, published.Where(one => one.Id != handled.Id));
        var later = Event(handled.Stream, 2);
        await process.PublishAsync(later);
        await AllIsAcknowledgedAsync(after, later);
        Assert.DoesNotContain(after.Met, delivery => delivery.Envelope.Id == handled.Id);
    }

    [Theory, Enforces(10)]
    [InlineData(false, Explicit = true)]
    [InlineData(true)]
    public async Task What_ran_when_the_receiving_stopped_and_was_not_acknowledged_comes_again(bool inAnotherProcess)
    {
        var (before, after) = (NewWitness("recorder", maxBatch: 10, concurrency: 1), NewWitness("recorder", maxBatch: 10, concurrency: 1));
        var running = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        before.Answer = _ => running.Task;
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(before.Subscription);
        var receiving = process.Receive(before);
        var published = OneOfEach(streams: 3);
        await process.PublishAsync(published);
        await Eventually.IsTrueAsync(() => !before.Met.IsEmpty, "a handler ran");

        _ = receiving.Stopping();
        // As the host answers when its grace is over.
        running.SetResult(Verdict.Retry(TimeSpan.Zero));
        await receiving.StopAsync();

        if (inAnotherProcess) process = await NextAsync(rig, process, after);
        process.Receive(after);
        await AllIsAcknowledgedAsync(after, published);
        Assert.All(before.Met, met => Assert.True(after.Met.First(again => again.Envelope.Id == met.Envelope.Id).Attempt > 1));
    }

    [Fact, Enforces(10)]
    public async Task A_subscription_that_waits_for_events_stops_in_time()
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);

        for (var round = 1; round <= 3; round++)
        {
            var receiving = process.Receive(witness);
            var one = Event("s", round);
            await process.PublishAsync(one);
            await AllIsAcknowledgedAsync(witness, one);
            await receiving.StopAsync();
        }
    }

    [Theory, Enforces(10)]
    [InlineData(false, Explicit = true)]
    [InlineData(true)]
    public async Task A_declared_subscription_that_is_down_misses_nothing(bool inAnotherProcess)
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);
        Envelope[] published = [.. Enumerable.Range(1, 4).SelectMany(version => OneOfEach(streams: 20, version))];

        await process.PublishAsync(published);
        Assert.Empty(witness.Met);
        if (inAnotherProcess) process = await NextAsync(rig, process, witness);
        process.Receive(witness);

        await AllIsAcknowledgedAsync(witness, published);
    }

    [Fact, Enforces(10)]
    public async Task Members_of_one_subscription_share_its_events_or_there_is_only_one()
    {
        await using var rig = await CreateRigAsync();
        var (one, other) = (NewWitness("caller", maxBatch: 1, concurrency: 1), NewWitness("caller", maxBatch: 1, concurrency: 1));
        var first = await rig.StartAsync(one.Subscription);
        if (!Promises.CanRunSideBySide)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => first.Subscriber.DeclareAsync(one.Subscription, CancellationToken.None));
            return;
        }

        var second = await rig.StartAsync(other.Subscription);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = new ConcurrentQueue<Envelope>();
        one.Answer = other.Answer = async delivery =>
        {
            // Nobody goes on before the other one has something, too.
            if (!one.Met.IsEmpty && !other.Met.IsEmpty) both.TrySetResult();
            await both.Task;
            handled.Enqueue(delivery.Envelope);
            return Verdict.Ack;
        };
        first.Receive(one);
        second.Receive(other);
        Envelope[] published = [.. Enumerable.Range(1, 3).SelectMany(version => OneOfEach(streams: 20, version))];

        await first.PublishAsync(published);

        await Eventually.IsTrueAsync(
            () => published.Select(envelope => envelope.Id).All(handled.Select(envelope => envelope.Id).Contains), "everything was handled by one of the two");
        Assert.Equal([], one.Breaches.Concat(other.Breaches));
        if (KeepsOrder)
            Assert.All(handled.DistinctBy(envelope => envelope.Id).GroupBy(envelope => envelope.Stream), stream =>
                Assert.Equal([1, 2, 3], stream.Select(envelope => envelope.Version)));
    }

    /// <summary>The process ends, and one comes that declares the same.</summary>
    private static async Task<Process> NextAsync(Rig rig, Process before, Witness witness)
    {
        await before.DisposeAsync();
        return await rig.StartAsync(witness.Subscription);
    }
}
