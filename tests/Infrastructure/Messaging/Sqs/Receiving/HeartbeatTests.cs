using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>What is kept from others while it is worked at, and what a handler hears when it no longer is.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan BeforeBeat = TimeSpan.FromSeconds(17), Beat = TimeSpan.FromSeconds(18);

    [Fact, Enforces(25)]
    public async Task Messages_are_kept_again_and_again_ten_a_call_while_their_handler_works()
    {
        var (rig, gate) = await HandlingAsync(24);
        await using var _ = rig;
        for (var beat = 1; beat <= 3; beat++)
        {
            rig.Time.Advance(BeforeBeat);
            Assert.Equal(24 * (beat - 1), rig.Queue.Hidden.Count());
            await rig.UntilAsync(() => rig.Queue.Hidden.Count() == 24 * beat, "all are kept");
        }

        Assert.All(rig.Queue.Hidden, hide => Assert.Equal(30, hide.Seconds));
        Assert.Equal([10, 10, 4], rig.Queue.Hides.Take(3).Select(call => call.Length).OrderDescending());
        Assert.DoesNotContain(rig.Deliveries, delivery => delivery.Withdrawn.IsCancellationRequested);
        gate.SetResult(Verdict.Ack);
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "they are deleted");
        Assert.Equal(24, rig.Handled.Count());
    }

    [Fact, Enforces(25)]
    public async Task A_handler_that_never_waits_is_kept_from_losing_its_messages_too()
    {
        await using var rig = new ReceiverRig();
        using var gate = new ManualResetEventSlim();
        rig.Handle = _ =>
        {
            gate.Wait(TimeSpan.FromSeconds(60), Some.Ct);
            return Task.FromResult(Verdict.Ack);
        };
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 1, "it is handled");
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => rig.Queue.Hidden.Any(), "it is kept");
        gate.Set();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
    }

    [Fact, Enforces(25)]
    public async Task What_somebody_else_has_by_now_is_withdrawn_and_only_its_acknowledgement_counts()
    {
        await using var rig = new ReceiverRig(fifo: false);
        rig.Handle = async delivery =>
        {
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, delivery.Withdrawn));
            return delivery.Envelope.Stream switch { "a" => Verdict.Retry(TimeSpan.FromSeconds(7)), "b" => Verdict.Dead("odd"), _ => Verdict.Ack };
        };
        rig.Queue.Add("a1", "b1", "c1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 3, "all are handled");
        rig.Queue.Steal();
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => rig.Deliveries.All(delivery => delivery.Withdrawn.IsCancellationRequested), "all are withdrawn");
        await ReceiverRig.SeenAsync(() => !rig.Queue.Deletes.IsEmpty, "c was acknowledged");
        await rig.StopAsync();
        Assert.Empty(rig.Queue.Hidden);
        Assert.Empty(rig.Sqs.Dead.Sends);
    }

    [Fact, Enforces(25)]
    public async Task In_a_fifo_queue_what_waits_behind_a_lost_one_is_given_back()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 4);
        rig.Handle = async delivery =>
        {
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, delivery.Withdrawn));
            return Verdict.Retry(TimeSpan.Zero);
        };
        rig.Queue.Add("a1", "a2");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 1, "it is handled");
        rig.Queue.Steal("a1");
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => rig.Queue.Hidden.Contains(("a2", 0)), "the other is given back");
        Assert.Equal(["a1"], rig.Handled.Distinct());
    }

    [Theory, Enforces(25)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_could_not_be_kept_until_its_time_was_over_is_withdrawn(bool hangs)
    {
        var (rig, gate) = await HandlingAsync(1);
        await using var _ = rig;
        rig.Queue.Before = (what, ct) => what != "keep" ? Task.CompletedTask : hangs ? Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, ct) : throw new IOException("no route");
        var delivery = rig.Deliveries.Single();
        rig.Time.Advance(Beat + TimeSpan.FromSeconds(11));
        Assert.False(delivery.Withdrawn.IsCancellationRequested);
        await rig.UntilAsync(() => delivery.Withdrawn.IsCancellationRequested, "it is withdrawn");
        rig.Queue.Before = (_, _) => Task.CompletedTask;
        gate.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task After_a_call_that_failed_the_next_one_keeps_them()
    {
        var (rig, gate) = await HandlingAsync(1);
        await using var _ = rig;
        var calls = 0;
        rig.Queue.Before = (what, ct) => what != "keep" || ++calls > 2 ? Task.CompletedTask
            : calls == 1 ? throw new IOException("no route") : Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, ct);
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => rig.Queue.Hidden.Any(), "it is kept");
        Assert.False(rig.Deliveries.Single().Withdrawn.IsCancellationRequested);
        gate.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task What_sqs_does_not_keep_by_a_fault_of_its_own_is_not_lost_and_tried_again()
    {
        var (rig, gate) = await HandlingAsync(1);
        await using var _ = rig;
        rig.Queue.OwnFaults = 1;
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => rig.Queue.Hidden.Any(), "it is kept");
        Assert.False(rig.Deliveries.Single().Withdrawn.IsCancellationRequested);
        gate.SetResult(Verdict.Ack);
    }

    [Fact, Enforces(25)]
    public async Task A_message_that_nears_the_longest_time_that_sqs_hides_one_is_withdrawn()
    {
        var (rig, gate) = await HandlingAsync(1, visibility: 30 * 60);
        await using var _ = rig;
        var delivery = rig.Deliveries.Single();
        var began = rig.Time.GetUtcNow();
        for (var kept = 0; !delivery.Withdrawn.IsCancellationRequested && kept < 60; kept++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(17));
            await rig.UntilAsync(
                () => rig.Queue.Hidden.Count() > kept || delivery.Withdrawn.IsCancellationRequested, "it is kept or withdrawn", stepMs: 10_000);
        }

        Assert.InRange((rig.Time.GetUtcNow() - began).TotalHours, 11.4, 12);
        gate.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task What_is_given_back_during_a_heartbeat_is_not_hidden_again_by_it()
    {
        var (rig, gate) = await HandlingAsync(1);
        await using var _ = rig;
        var beat = new TaskCompletionSource();
        var keeps = 0;
        rig.Queue.Before = async (what, _) =>
        {
            if (what != "keep") return;
            keeps++;
            await beat.Task;
        };
        rig.Time.Advance(BeforeBeat);
        await rig.UntilAsync(() => Volatile.Read(ref keeps) == 1, "a heartbeat is under way");
        gate.SetResult(Verdict.Retry(TimeSpan.FromSeconds(100)));
        await Support.Eventually.IsStillAsync(() => rig.Queue.Hides.Count, "nothing overtakes it");
        Assert.Empty(rig.Queue.Hides);
        beat.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Count() == 2, "it is given back");
        Assert.Equal([("a0", 30), ("a0", 100)], rig.Queue.Hidden);
    }

    /// <summary>So many messages of one stream are being handled until the gate answers for all of them.</summary>
    private static async Task<(ReceiverRig Rig, TaskCompletionSource<Verdict> Gate)> HandlingAsync(int messages, int visibility = 30)
    {
        var rig = new ReceiverRig(maxBatch: 100, concurrency: 1, visibility: visibility);
        var gate = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Handle = _ => gate.Task;
        rig.Queue.Add([.. Enumerable.Range(0, messages).Select(n => $"{(char)('a' + n)}{n}")]);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Out == messages && !rig.Deliveries.IsEmpty, "all are received");
        return (rig, gate);
    }
}
