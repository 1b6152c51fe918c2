using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>How much is asked for, and what is handed over together or side by side.</summary>
public sealed class ReceivingTests
{
    [Fact, Enforces(25)]
    public async Task A_receive_waits_for_messages_and_asks_only_for_as_many_as_handlers_can_begin_with()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 4);
        var gate = new TaskCompletionSource();
        rig.Handle = async _ =>
        {
            await gate.Task;
            return Verdict.Ack;
        };
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.UnderWay == 1, "it receives");
        var first = Assert.Single(rig.Queue.Receives);
        Assert.Equal((4, 20, 30), (first.MaxNumberOfMessages, first.WaitTimeSeconds, first.VisibilityTimeout));
        Assert.Equal(["ApproximateReceiveCount", "MessageGroupId"], first.MessageSystemAttributeNames);

        rig.Queue.Add("a1", "b1", "c1");
        await ReceiverRig.SeenAsync(() => rig.Queue.Receives.Sum(receive => receive.MaxNumberOfMessages) - 4 >= 1 && rig.Deliveries.Count == 3, "three are handled");
        rig.Queue.Add("d1", "e1");
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 4, "four are handled");
        Assert.Equal(1, rig.Queue.Receives.Last().MaxNumberOfMessages);
        Assert.Equal(0, rig.Queue.UnderWay);
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "all are handled");
    }

    [Theory, Enforces(25)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_handlers_are_quick_two_full_receives_lie_ready(bool fifo)
    {
        await using var rig = new ReceiverRig(fifo, maxBatch: 1, concurrency: 4);
        var gate = new TaskCompletionSource();
        rig.Handle = async delivery =>
        {
            if (delivery.Envelope.Stream != "a") await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "one was quick");
        rig.Queue.Add([.. Enumerable.Range(1, 30).Select(n => $"{(char)('a' + n)}1")]);
        // Four are handled, and there is no room for ten beside what lies ready.
        await ReceiverRig.SeenAsync(() => rig.Queue.Out > 14 && rig.Deliveries.Count == 5, "they are fetched");
        await Support.Eventually.IsStillAsync(() => rig.Queue.Receives.Count, "no more is");
        Assert.InRange(rig.Queue.Out, 15, 24);
        // The first two were begun before one was quick.
        Assert.All(rig.Queue.Receives.Skip(2), receive => Assert.Equal(10, receive.MaxNumberOfMessages));
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "all are handled");
    }

    [Fact]
    public async Task Nothing_is_fetched_for_a_handler_that_has_become_slow()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 1);
        var gate = new TaskCompletionSource();
        rig.Handle = async delivery =>
        {
            if (delivery.Envelope.Stream == "b") await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "one was quick");
        rig.Queue.Add("b1");
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 2, "one hangs");
        await rig.UntilAsync(() => rig.Queue.UnderWay == 0, "the last receive that was begun before is over", stepMs: 1_000);
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.UnderWay == 1, "it receives");
        Assert.Equal(1, rig.Queue.Receives.Last().MaxNumberOfMessages);
    }

    [Fact]
    public async Task Nothing_is_fetched_for_a_handler_that_fails()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 1);
        rig.Handle = delivery => Task.FromResult(delivery.Envelope.Stream == "b" ? Verdict.Retry(TimeSpan.FromHours(1)) : Verdict.Ack);
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0 && rig.Queue.Receives.Last().MaxNumberOfMessages == 10, "one was quick");
        rig.Queue.Add("b1");
        await rig.UntilAsync(() => rig.Queue.Receives.Last().MaxNumberOfMessages == 1, "as many as it can begin with", stepMs: 1_000);
    }

    [Fact]
    public async Task What_waits_behind_a_stream_that_is_being_handled_keeps_nobody_from_receiving()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 4);
        var gate = new TaskCompletionSource();
        rig.Handle = async delivery =>
        {
            if (delivery.Envelope.Stream == "a") await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1", "a2", "a3", "a4");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Out == 4, "the others wait for a1");
        rig.Queue.Add("b1");
        await ReceiverRig.SeenAsync(() => rig.Queue.Deleted.Contains("b1"), "b was handled");
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "a was handled");
    }

    [Fact]
    public async Task Receives_grow_with_the_work_and_shrink_without_it()
    {
        await using var rig = new ReceiverRig(maxBatch: 30, concurrency: 1);
        rig.Queue.Add([.. Enumerable.Range(0, 400).Select(n => $"{(char)('a' + (n % 26))}{n}")]);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0 && rig.Queue.UnderWay > 0, "all are handled");
        Assert.Equal(3, rig.Queue.MostUnderWay);

        await rig.UntilAsync(() => rig.Queue.UnderWay == 1 && rig.Queue.Receives.Last().MaxNumberOfMessages == 10, "one receive is left", stepMs: 1_000);
    }

    [Fact, Enforces(25)]
    public async Task Order_holds_within_a_stream_whose_messages_are_never_handled_side_by_side()
    {
        await using var rig = new ReceiverRig(maxBatch: 7, concurrency: 3);
        rig.Handle = async _ =>
        {
            await Task.Yield();
            return Verdict.Ack;
        };
        var names = Enumerable.Range(0, 300).Select(n => $"{(char)('a' + (n % 5))}{n}").ToArray();
        rig.Queue.Add(names);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "all are handled");
        foreach (var stream in "abcde") Assert.Equal(names.Where(name => name[0] == stream), rig.Handled.Where(name => name[0] == stream));
        Assert.All(rig.Batches, batch => Assert.InRange(batch.Split(' ').Length, 1, 7));
        Assert.Contains(rig.Batches, batch => batch.Split(' ').Length > 1);
    }

    [Fact]
    public async Task A_stream_that_is_being_handled_holds_up_no_other()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 1, concurrency: 4);
        var gate = new TaskCompletionSource();
        rig.Handle = async delivery =>
        {
            if (delivery.Envelope.Stream == "a") await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1", "a2", "b1", "b2");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Deleted.Contains("b2"), "b was handled");
        Assert.DoesNotContain("a2", rig.Handled);
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "a was handled");
    }

    /// <summary>The host answers what is behind a failed event of its stream without a try; here nothing else would ever part them.</summary>
    [Fact, Enforces(25)]
    public async Task In_a_standard_queue_an_event_that_fails_does_not_take_those_along_that_came_with_it()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 10, concurrency: 1);
        rig.HandleBatch = batch => Task.FromResult<IReadOnlyList<Verdict>>(
            [.. batch.Select(delivery => delivery.Envelope.Stream == "a" && batch.Any(one => one.Envelope is { Stream: "a", Version: 1 })
                ? Verdict.Retry(TimeSpan.FromSeconds(1))
                : Verdict.Ack)]);
        rig.Queue.Add("a1", "a2", "b1", "a3");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 1, "all but a1 were handled, at once");
        Assert.Equal(["a2", "a3", "b1"], rig.Queue.Deleted.Order());
    }

    [Fact]
    public async Task A_delivery_tells_how_often_it_came()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Add("a1");
        rig.Handle = delivery => Task.FromResult(delivery.Attempt < 3 ? Verdict.Retry(TimeSpan.Zero) : Verdict.Ack);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it was handled");
        Assert.Equal([1, 2, 3], rig.Deliveries.Select(delivery => delivery.Attempt));
    }

    [Fact]
    public async Task A_receive_that_fails_ends_it_with_that_failure_once_everything_is_given_back()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 1, concurrency: 2);
        var gate = new TaskCompletionSource();
        rig.Handle = async _ =>
        {
            await gate.Task;
            return Verdict.Ack;
        };
        rig.Queue.Add("a1", "b1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Deliveries.Count == 2, "two are being handled");
        var fails = true;
        rig.Queue.Before = (what, _) => what == "receive" && fails ? throw new IOException("no route") : Task.CompletedTask;
        gate.SetResult();
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it ended");
        Assert.Equal("no route", (await Assert.ThrowsAsync<IOException>(() => rig.Run)).Message);
        Assert.Equal(["a1", "b1"], rig.Queue.Deleted.Order());
        fails = false;
    }

    [Fact]
    public async Task A_queue_that_brings_more_than_was_asked_for_does_no_harm()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 1, concurrency: 1);
        rig.Queue.Add("a1", "b1", "c1", "d1");
        // NSubstitute hands over the same request, so the queue below sees a larger number.
        rig.Queue.Before = (what, _) =>
        {
            if (what == "receive") rig.Queue.Receives.Last().MaxNumberOfMessages = 3;
            return Task.CompletedTask;
        };
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "all are handled");
    }

    [Fact]
    public async Task It_does_not_spin_while_there_is_nothing_to_do()
    {
        await using var rig = new ReceiverRig().Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.UnderWay == 1, "it receives");
        await Support.Eventually.IsStillAsync(() => rig.Time.Timers, "it waits");
        Assert.InRange(rig.Time.Timers, 1, 10);
    }

    [Fact, Enforces(25)]
    public async Task A_receive_whose_answer_never_comes_is_given_up_soon_after_its_wait()
    {
        await using var rig = new ReceiverRig();
        rig.Sqs.Client.ReceiveMessageAsync(Arg.Any<ReceiveMessageRequest>(), Arg.Any<CancellationToken>())
            .Returns(async call =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, call.Arg<CancellationToken>());
                return new ReceiveMessageResponse();
            });
        rig.Start();
        await rig.UntilAsync(() => rig.Run.IsCompleted, "it ended", stepMs: 1_000);
        Assert.Equal("SQS did not answer within 40 s.", (await Assert.ThrowsAsync<TimeoutException>(() => rig.Run)).Message);
    }
}
