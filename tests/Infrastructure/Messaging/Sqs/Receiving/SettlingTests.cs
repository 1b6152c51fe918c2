using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>What SQS is told of each verdict.</summary>
public sealed class SettlingTests
{
    [Fact, Enforces(25)]
    public async Task What_is_acknowledged_is_deleted_up_to_ten_in_a_call()
    {
        await using var rig = new ReceiverRig(maxBatch: 100, concurrency: 1);
        var gate = new TaskCompletionSource();
        rig.Queue.Before = (what, _) => what == "delete" ? gate.Task : Task.CompletedTask;
        rig.Queue.Add([.. Enumerable.Range(0, 60).Select(n => $"a{n}")]);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Handled.Count() >= 10, "the first are handled");
        gate.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "all are deleted");
        Assert.All(rig.Queue.Deletes, call => Assert.InRange(call.Length, 1, 10));
        Assert.Contains(rig.Queue.Deletes, call => call.Length == 10);
    }

    [Theory, Enforces(25)]
    [InlineData(0, 0, 0)]
    [InlineData(-5, 0, 0)]
    [InlineData(1_500, 0, 2)]
    [InlineData(2_000, 9, 2)]
    [InlineData(2_000, 12, 4)]
    [InlineData(0, 500, 0)]
    [InlineData(1_000, 40, 3_600)]
    [InlineData(100 * 60 * 60 * 1_000, 0, 12 * 60 * 60)]
    public async Task What_is_to_come_again_is_hidden_for_as_long_as_was_asked_and_longer_the_more_often_it_came(int ms, int receives, int seconds)
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Put("a1", Body("a1"), "a", receives);
        rig.Handle = _ => Task.FromResult(rig.Deliveries.Count > 1 ? Verdict.Ack : Verdict.Retry(TimeSpan.FromMilliseconds(ms)));
        rig.Start();
        await ReceiverRig.SeenAsync(() => !rig.Queue.Hides.IsEmpty, "it is hidden");
        Assert.Equal([("a1", seconds)], rig.Queue.Hides.First());
    }

    [Fact, Enforces(25)]
    public async Task In_a_fifo_queue_what_waits_behind_a_failed_one_of_its_stream_is_given_back_unhandled()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 4);
        rig.Queue.Add("a1", "a2", "a3", "b1");
        rig.Handle = delivery => Task.FromResult(delivery is { Attempt: 1, Envelope: { Stream: "a", Version: 1 } } ? Verdict.Retry(TimeSpan.FromSeconds(60)) : Verdict.Ack);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Count() == 3 && rig.Queue.Deleted.Contains("b1"), "they are given back");
        Assert.Equal([("a1", 60), ("a2", 0), ("a3", 0)], rig.Queue.Hidden.Order());
        Assert.Equal(["a1", "b1"], rig.Handled.Order());

        await rig.UntilAsync(() => rig.Queue.Count == 0, "all are handled", stepMs: 1_000);
        Assert.Equal(["a1", "a1", "a2", "a3"], rig.Handled.Where(name => name != "b1"));
    }

    [Fact, Enforces(25)]
    public async Task What_is_given_back_again_and_again_is_hidden_for_a_while_so_that_it_does_not_use_up_its_receives()
    {
        await using var rig = new ReceiverRig(maxBatch: 1, concurrency: 4);
        rig.Queue.Put("a1", Body("a1"), "a", count: 12);
        rig.Queue.Put("a2", Body("a2"), "a", count: 12);
        rig.Handle = _ => Task.FromResult(Verdict.Retry(TimeSpan.FromSeconds(60)));
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Count() == 2, "both are given back");
        Assert.Equal([("a1", 60), ("a2", 4)], rig.Queue.Hidden.Order());
    }

    [Fact]
    public async Task In_a_standard_queue_what_came_after_a_failed_one_does_not_wait()
    {
        await using var rig = new ReceiverRig(fifo: false, maxBatch: 1, concurrency: 4);
        rig.Queue.Add("a1", "a2");
        rig.Handle = delivery => Task.FromResult(delivery.Envelope.Version == 1 ? Verdict.Retry(TimeSpan.FromSeconds(60)) : Verdict.Ack);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Deleted.Contains("a2") && rig.Queue.Hidden.Any(), "both are answered");
        Assert.Equal([("a1", 60)], rig.Queue.Hidden);
    }

    [Theory, Enforces(25)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_one_is_sent_to_the_dead_letter_queue_with_a_clean_reason_and_then_deleted(bool fifo)
    {
        await using var rig = new ReceiverRig(fifo);
        rig.Queue.Add("a1");
        rig.Handle = _ => Task.FromResult(Verdict.Dead("no\0 \uffff\ud800way"));
        var deleted = -1;
        rig.Sqs.Dead.Before = (_, _) =>
        {
            deleted = rig.Queue.Deletes.Count;
            return Task.CompletedTask;
        };
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
        var sent = Assert.Single(rig.Sqs.Dead.Sends);
        Assert.Equal(("no   \ufffdway", 0), (sent.MessageAttributes["reason"].StringValue, deleted));
        Assert.Equal(fifo, sent.MessageGroupId == "a" && sent.MessageDeduplicationId is { Length: > 0 });
        Assert.Equal(fifo, sent.MessageDeduplicationId is not null);
        Assert.Contains("\"happened\"", sent.MessageBody, StringComparison.Ordinal);
    }

    [Fact, Enforces(25)]
    public async Task A_dead_one_that_the_dead_letter_queue_does_not_take_comes_again_before_its_stream_goes_on()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Add("a1", "a2");
        rig.Handle = delivery => Task.FromResult(delivery.Envelope.Version == 1 ? Verdict.Dead("odd") : Verdict.Ack);
        var sends = 0;
        rig.Sqs.Dead.Before = (_, _) => ++sends == 1 ? throw new IOException("no route") : Task.CompletedTask;
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Count() == 2, "both are given back");
        Assert.Empty(rig.Queue.Deletes);
        await rig.UntilAsync(() => rig.Queue.Count == 0, "both are over");
        Assert.Equal(["a1", "a1", "a2"], rig.Handled);
        Assert.Single(rig.Sqs.Dead.Sends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Enforces(25)]
    public async Task What_a_handler_does_not_answer_for_comes_again_and_its_stream_waits(bool throws)
    {
        await using var rig = new ReceiverRig(maxBatch: 2, concurrency: 1);
        rig.Queue.Add("a1", "a2", "a3");
        rig.HandleBatch = batch => Task.FromResult<IReadOnlyList<Verdict>>(
            rig.Batches.Count > 1 ? [.. batch.Select(_ => Verdict.Ack)] : throws ? throw new InvalidOperationException("odd") : [Verdict.Ack]);
        rig.Start();
        await rig.UntilAsync(() => rig.Queue.Count == 0, "all are handled");
        Assert.Equal(throws ? ["a1", "a2", "a1", "a2", "a3"] : ["a1", "a2", "a2", "a3"], rig.Handled);
    }

    [Fact]
    public async Task More_answers_than_messages_are_as_good_as_the_first_of_them()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Add("a1");
        rig.HandleBatch = _ => Task.FromResult<IReadOnlyList<Verdict>>([Verdict.Ack, Verdict.Ack]);
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
    }

    [Fact]
    public async Task What_sqs_could_not_be_told_is_told_by_time()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Add("a1");
        var deletes = 0;
        rig.Queue.Before = (what, _) => what == "delete" && ++deletes == 1 ? throw new IOException("no route") : Task.CompletedTask;
        rig.Start();
        await ReceiverRig.SeenAsync(() => Volatile.Read(ref deletes) == 1, "a delete failed");
        await rig.UntilAsync(() => rig.Queue.Count == 0, "it is deleted at last", stepMs: 1_000);
        Assert.Equal(["a1", "a1"], rig.Handled);
    }

    private static string Body(string name) =>
        System.Text.Encoding.UTF8.GetString(Infrastructure.Messaging.CloudEvents.CloudEventWriter.Write(FakeQueue.Envelope(name)).Span);
}
