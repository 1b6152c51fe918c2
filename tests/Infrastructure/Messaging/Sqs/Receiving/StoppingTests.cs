using CleanFiles.Application.Ports;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

public sealed class StoppingTests
{
    [Fact, Enforces(25)]
    public async Task Running_handlers_end_and_are_kept_meanwhile_and_the_rest_is_given_back_before()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 1, concurrency: 4);
        var gate = new TaskCompletionSource();
        rig.Handle = async _ =>
        {
            await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1", "a2", "b1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 2 && rig.Queue.Out == 3, "two are handled and one waits");
        var receives = rig.Queue.Receives.Count;

        rig.Cancel();

        await rig.UntilAsync(() => rig.Queue.Hidden.Any(), "one is given back");
        Assert.Equal([("a2", 0)], rig.Queue.Hidden);
        rig.Time.Advance(TimeSpan.FromSeconds(16));
        await rig.UntilAsync(() => rig.Queue.Hidden.Count(hide => hide.Seconds == 30) == 2, "the others are kept");
        Assert.False(rig.Run.IsCompleted);
        Assert.Equal(receives, rig.Queue.Receives.Count);
        gate.SetResult();
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it stopped");
        await rig.Run;
        Assert.Equal(["a1", "b1"], rig.Queue.Deleted.Order());
    }

    [Fact, Enforces(25)]
    public async Task A_receive_that_is_under_way_is_given_a_second_to_end_and_what_it_brings_is_given_back()
    {
        await using var rig = new ReceiverRig().Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.UnderWay == 1, "it receives");
        rig.Cancel();
        rig.Time.Advance(TimeSpan.FromMilliseconds(900));
        rig.Queue.Add("a1");
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Any(), "it is given back");
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it stopped");
        Assert.Equal([("a1", 0)], rig.Queue.Hidden);
        Assert.Empty(rig.Handled);
    }

    [Fact, Enforces(25)]
    public async Task A_receive_that_does_not_end_is_cancelled()
    {
        await using var rig = new ReceiverRig().Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.UnderWay == 1, "it receives");
        rig.Cancel();
        rig.Time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(rig.Run.IsCompleted);
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it stopped");
        await rig.Run;
        Assert.Equal(0, rig.Queue.UnderWay);
    }

    [Theory, Enforces(25)]
    [InlineData("Ack")]
    [InlineData("Retry")]
    [InlineData("Dead")]
    public async Task It_ends_although_sqs_does_not_answer(string kind)
    {
        await using var rig = new ReceiverRig(fifo: false);
        var gate = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Handle = _ => gate.Task;
        rig.Queue.Add("a1", "a2");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 1 && rig.Queue.UnderWay == 1, "one is handled");
        rig.Queue.Before = rig.Sqs.Dead.Before = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, ct);
        rig.Time.Advance(TimeSpan.FromSeconds(17));
        rig.Cancel();
        gate.SetResult(new Verdict(Enum.Parse<VerdictKind>(kind), TimeSpan.FromSeconds(1)));
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it stopped");
        await rig.Run;
    }

    [Fact]
    public async Task It_ends_although_a_message_that_is_no_event_cannot_be_recorded()
    {
        await using var rig = new ReceiverRig();
        var asked = new TaskCompletionSource();
        rig.Net.BuryAsync(null!, null!, 0, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, (CancellationToken)call[4]);
        });
        rig.Queue.Put("x1", "odd");
        rig.Start();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
        rig.Cancel();
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it stopped");
        await rig.Run;
        Assert.Equal([("x1", 1)], rig.Queue.Hidden);
        Assert.Empty(rig.Queue.Deletes);
    }
}
