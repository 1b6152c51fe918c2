using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Waiting;
using CleanFiles.Support;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CleanFiles.Infrastructure.Tests.Consuming;

public sealed class ConsumerHostTests
{
    private static readonly Verdict Outage = Verdict.Retry(TimeSpan.FromSeconds(1));

    [Fact]
    public void Transactional_consumers_take_batches_and_external_ones_single_events_side_by_side()
    {
        var (transactional, external) = (new ConsumingRig().Host.Subscription, new ConsumingRig(typeof(ExternalConsumer)).Host.Subscription);
        Assert.Equal(("transactional", 1_000, 1), (transactional.Consumer, transactional.MaxBatch, transactional.Concurrency));
        Assert.Equal(("external", 1, 4), (external.Consumer, external.MaxBatch, external.Concurrency));
        Assert.Equal(["happened"], transactional.EventTypes);
    }

    [Fact]
    [Enforces(8)]
    public async Task A_batch_is_one_transaction_and_only_what_was_new_has_an_effect()
    {
        var rig = Applying(new ConsumingRig());
        var known = ConsumingRig.Delivery("b1");
        rig.Known[known.Envelope.Id] = true;
        Assert.Equal([Verdict.Ack, Verdict.Ack, Verdict.Ack], await rig.HandleAsync(ConsumingRig.Delivery("a1"), known, ConsumingRig.Delivery("c1")));
        Assert.Equal(["A enter 2", "A apply a1", "A apply c1", "A commit"], rig.Log);
    }

    [Theory, InlineData(typeof(TransactionalConsumer), 1), InlineData(typeof(ExternalConsumer), 2), Enforces(8)]
    public async Task Only_so_many_batches_of_transactional_consumers_are_under_way_at_once(Type consumer, int atOnce)
    {
        var rig = new ConsumingRig(consumer, new ConsumerOptions { MaxBatches = 1 });
        var slow = new TaskCompletionSource<Effect?>();
        rig.Script.Handle = (_, _) => slow.Task;
        var all = Task.WhenAll(rig.HandleAsync(ConsumingRig.Delivery("a1")), rig.HandleAsync(ConsumingRig.Delivery("b1")));
        await Eventually.IsTrueAsync(() => rig.Script.Runs == atOnce, "they run");
        rig.Time.Advance(Places.KeptFor / 2);
        Assert.Equal(atOnce, rig.Script.Runs);
        rig.Time.Advance(Places.KeptFor / 2);
        await Eventually.IsTrueAsync(() => rig.Script.Runs == 2, "the one that takes long keeps nobody out");
        slow.SetResult(null);
        Assert.All(await all, verdicts => Assert.Equal([Verdict.Ack], verdicts));
    }

    [Fact]
    public async Task A_repetition_within_a_batch_has_one_effect()
    {
        var rig = Applying(new ConsumingRig());
        var delivery = ConsumingRig.Delivery("a1");
        await rig.HandleAsync(delivery, delivery with { Attempt = 2 });
        Assert.Equal(["A enter 1", "A apply a1", "A commit"], rig.Log);
    }

    [Fact]
    [Enforces(8)]
    public async Task A_batch_that_fails_is_halved_until_the_poison_event_is_alone_and_harms_nobody_else()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = what => ThrowAt(what, "apply b1");
        var verdicts = await rig.HandleAsync(ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1"), ConsumingRig.Delivery("c1"));
        Assert.Equal([Verdict.Ack, Verdict.Retry(TimeSpan.FromSeconds(1)), Verdict.Ack], verdicts);
        Assert.Equal(
            [
                "A enter 3", "A apply a1", "B enter 1", "B apply a1", "B commit", "C enter 2",
                "D enter 1", "E enter 1", "E apply c1", "E commit",
            ],
            rig.Log);
        Assert.Single(rig.Attempts);
    }

    [Fact]
    [Enforces(8)]
    public async Task One_poison_event_among_many_costs_a_transaction_for_each_halving_and_not_for_each_event()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = what => ThrowAt(what, "apply k1");
        var verdicts = await rig.HandleAsync([.. "abcdefghijklmnop".Select(stream => ConsumingRig.Delivery($"{stream}1"))]);
        Assert.Equal("AAAAAAAAAARAAAAA", string.Concat(verdicts.Select(verdict => verdict.Kind == VerdictKind.Ack ? 'A' : 'R')));
        Assert.Equal(9, Transactions(rig));
    }

    [Fact]
    [Enforces(8)]
    public async Task Behind_a_stream_that_failed_the_other_events_stay_together()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = what => ThrowAt(what, "apply a1");
        var verdicts = await rig.HandleAsync([.. "abcdefghijklmno".Select(stream => ConsumingRig.Delivery($"{stream}1")), ConsumingRig.Delivery("a2")]);
        Assert.Equal("RAAAAAAAAAAAAAAR", string.Concat(verdicts.Select(verdict => verdict.Kind == VerdictKind.Ack ? 'A' : 'R')));
        Assert.Equal(11, Transactions(rig));
    }

    [Fact]
    [Enforces(8)]
    public async Task A_statement_that_takes_too_long_in_a_batch_does_so_only_once_more()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = what => ThrowAt(what, "apply c1");
        rig.Blame(DatabaseFault.Timeout);
        var verdicts = await rig.HandleAsync([.. "abcdefgh".Select(stream => ConsumingRig.Delivery($"{stream}1"))]);
        Assert.Single(verdicts, verdict => verdict.Kind == VerdictKind.Retry);
        Assert.Equal(1 + 8, Transactions(rig));
        Assert.Single(rig.Attempts);
    }

    [Fact]
    [Enforces(8)]
    public async Task A_handler_that_hangs_in_a_batch_hangs_only_once_more()
    {
        var rig = Applying(new ConsumingRig());
        var hanging = new TaskCompletionSource<Effect?>().Task;
        rig.Script.Handle = (envelope, _) => envelope.Stream == "c" ? hanging : Task.FromResult<Effect?>(null);
        var began = rig.Time.GetUtcNow();
        var handled = rig.HandleAsync([.. "abcdefgh".Select(stream => ConsumingRig.Delivery($"{stream}1"))]);
        await rig.Time.UntilAsync(() => handled.IsCompleted, "the host gave up waiting", stepMs: 1_000);
        Assert.Single(await handled, verdict => verdict.Kind == VerdictKind.Retry);
        Assert.InRange(rig.Time.GetUtcNow() - began, rig.Options.HandlerTimeout * 2, rig.Options.HandlerTimeout * 2.5);
    }

    [Fact]
    [Enforces(8)]
    public async Task Later_events_of_a_stream_that_failed_wait_for_it()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = what => ThrowAt(what, "apply a1");
        var verdicts = await rig.HandleAsync(ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1"), ConsumingRig.Delivery("a2"));
        Assert.Equal([VerdictKind.Retry, VerdictKind.Ack, VerdictKind.Retry], verdicts.Select(verdict => verdict.Kind));
        Assert.DoesNotContain(rig.Log, what => what.EndsWith("apply a2", StringComparison.Ordinal));
        Assert.Single(rig.Attempts);
    }

    [Fact]
    [Enforces(8)]
    public async Task The_last_attempt_makes_a_dead_letter_with_the_exception()
    {
        var rig = new ConsumingRig();
        rig.Script.Handle = (_, _) => throw new InvalidDataException("odd");
        var delivery = ConsumingRig.Delivery("a1");
        var verdicts = new List<Verdict>();
        for (var n = 0; n < 3; n++) verdicts.AddRange(await rig.HandleAsync(delivery));
        Assert.Equal([Verdict.Retry(TimeSpan.FromSeconds(1)), Verdict.Retry(TimeSpan.FromSeconds(2)), Verdict.Ack], verdicts);
        await rig.Failures.Received(3).CountAsync(
            "transactional", delivery.Envelope, Arg.Is<Exception>(e => e is InvalidDataException && e.Message == "odd"), 3, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_nobody_here_can_read_is_a_dead_letter_at_once()
    {
        var rig = new ConsumingRig();
        var delivery = ConsumingRig.Delivery("a1");
        delivery = delivery with { Envelope = delivery.Envelope with { SchemaVersion = 7 } };
        Assert.Equal([Verdict.Ack], await rig.HandleAsync(delivery));
        await rig.Failures.Received(1).CountAsync("transactional", delivery.Envelope, Arg.Any<UnreadableEventException>(), 1, Arg.Any<CancellationToken>());
    }

    [Fact]
    [Enforces(8, 17)]
    public async Task What_another_release_may_handle_is_tried_as_often_as_anything_else_and_makes_nobody_pause()
    {
        var rig = new ConsumingRig();
        Delivery[] strange = [.. "abcde".Select(stream => ConsumingRig.Delivery($"{stream}1", type: "unheard.of"))];
        foreach (var verdict in (Verdict[])[Verdict.Retry(TimeSpan.FromSeconds(1)), Verdict.Retry(TimeSpan.FromSeconds(2)), Verdict.Ack])
        {
            Assert.All(await rig.HandleAsync(strange), answer => Assert.Equal(verdict, answer));
            Assert.Equal([Verdict.Ack], await rig.HandleAsync(ConsumingRig.Delivery("f1")));
        }

        await rig.Failures.Received(15).CountAsync("transactional", Arg.Any<Envelope>(), Arg.Any<Exception>(), 3, Arg.Any<CancellationToken>());
    }

    [Fact, Enforces(33)]
    public async Task Text_from_outside_begins_no_line_of_the_log()
    {
        var rig = new ConsumingRig();
        rig.Script.Handle = (_, _) => throw new IOException("no\u001b[2J\r\nroute");
        for (var n = 0; n < 3; n++) await rig.HandleAsync(ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1", type: "file\u001b[2J\r\nmoved"));
        Assert.NotEmpty(rig.Lines);
        Assert.All(rig.Lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    [Enforces(8)]
    public async Task An_outage_of_the_own_database_counts_as_no_attempt()
    {
        var rig = Applying(new ConsumingRig());
        rig.OnInbox = _ => throw new IOException("down");
        rig.Blame(DatabaseFault.Outage);
        for (var n = 0; n < 10; n++)
        {
            Assert.Equal([VerdictKind.Retry], (await rig.HandleAsync(ConsumingRig.Delivery("a1"))).Select(verdict => verdict.Kind));
            rig.Time.Advance(rig.Options.MaxPause);
        }

        Assert.Empty(rig.Attempts);
    }

    [Fact]
    public async Task In_an_outage_a_batch_is_given_back_whole_instead_of_failing_event_by_event()
    {
        var rig = Applying(new ConsumingRig());
        var tries = 0;
        rig.OnInbox = _ =>
        {
            tries++;
            throw new IOException("down");
        };
        rig.Blame(DatabaseFault.Outage);
        Assert.Equal([Outage, Outage, Outage], await rig.HandleAsync(ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1"), ConsumingRig.Delivery("c1")));
        Assert.Equal(1, tries);
    }

    [Theory]
    [InlineData("Outage", VerdictKind.Retry)]
    [InlineData("Conflict", VerdictKind.Retry)]
    [InlineData("Timeout", VerdictKind.Retry)]
    [InlineData("None", VerdictKind.Dead)]
    public async Task A_failure_that_cannot_be_recorded_comes_again_if_the_database_is_to_blame_and_else_goes_to_the_transports_net(string fault, VerdictKind kind)
    {
        var rig = new ConsumingRig();
        rig.Script.Handle = (_, _) => throw new InvalidDataException("odd");
        rig.CanCount = false;
        rig.Blame(Enum.Parse<DatabaseFault>(fault), e => e is IOException);
        Assert.Equal([kind], (await rig.HandleAsync(ConsumingRig.Delivery("a1"))).Select(verdict => verdict.Kind));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Enforces(8)]
    public async Task A_handler_that_never_ends_fails_after_its_time_and_blocks_nobody(bool inEffect)
    {
        var rig = new ConsumingRig();
        var hanging = new TaskCompletionSource<Effect?>().Task;
        rig.Script.Handle = (_, _) => inEffect ? Task.FromResult<Effect?>(_ => hanging) : hanging;
        var handled = rig.HandleAsync(ConsumingRig.Delivery("a1"));
        await rig.Time.UntilAsync(() => handled.IsCompleted, "the host gave up waiting", stepMs: 1_000);
        Assert.Equal([VerdictKind.Retry], (await handled).Select(verdict => verdict.Kind));
        Assert.Single(rig.Attempts);
        Assert.Equal("transactional took longer than 30 s.", rig.Status.Problem);
    }

    [Fact]
    [Enforces(8)]
    public async Task What_a_stop_interrupts_is_given_back_without_counting()
    {
        var rig = new ConsumingRig();
        using var stop = new CancellationTokenSource();
        rig.Script.Handle = async (_, ct) =>
        {
            await stop.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return null;
        };
        Assert.Equal([Verdict.Retry(TimeSpan.Zero)], await rig.Host.HandleAsync([ConsumingRig.Delivery("a1")], stop.Token));
        Assert.Empty(rig.Attempts);
    }

    [Fact]
    public async Task What_the_transport_took_back_is_no_failure()
    {
        var rig = new ConsumingRig();
        using var withdrawn = new CancellationTokenSource();
        rig.Script.Handle = async (_, ct) =>
        {
            await withdrawn.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return null;
        };
        Assert.Equal([Verdict.Retry(TimeSpan.Zero)], await rig.HandleAsync(ConsumingRig.Delivery("a1") with { Withdrawn = withdrawn.Token }));
        Assert.Empty(rig.Attempts);
    }

    [Fact]
    [Enforces(8)]
    public async Task An_external_consumer_does_not_repeat_what_the_inbox_knows()
    {
        var rig = new ConsumingRig(typeof(ExternalConsumer));
        var mails = 0;
        rig.Script.Handle = (_, _) =>
        {
            mails++;
            return Task.FromResult<Effect?>(null);
        };
        var delivery = ConsumingRig.Delivery("a1");
        await rig.HandleAsync(delivery);
        await rig.HandleAsync(delivery with { Attempt = 2 });
        Assert.Equal(1, mails);
        Assert.Equal(["A enter 1", "A commit", "B enter 0", "B commit"], rig.Log);
    }

    [Fact]
    [Enforces(8)]
    public async Task An_effect_outside_is_not_repeated_while_the_database_cannot_be_written()
    {
        var rig = new ConsumingRig(typeof(ExternalConsumer));
        var mails = 0;
        rig.Script.Handle = (_, _) =>
        {
            mails++;
            return Task.FromException<Effect?>(new IOException("full"));
        };
        rig.Blame(DatabaseFault.Outage);
        rig.Failures.NoteAsync(null!, null!, null!, Some.Ct).ThrowsAsyncForAnyArgs(new IOException("full"));
        for (var n = 0; n < 10; n++)
        {
            Assert.Equal([VerdictKind.Retry], (await rig.HandleAsync(ConsumingRig.Delivery("a1"))).Select(verdict => verdict.Kind));
            rig.Time.Advance(rig.Options.MaxPause);
        }

        Assert.Equal(1, mails);
        await rig.Failures.ReceivedWithAnyArgs(9).NoteAsync(null!, null!, null!, Some.Ct);

        rig.Failures.NoteAsync(null!, null!, null!, Some.Ct).ReturnsForAnyArgs(Task.CompletedTask);
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(null);
        Assert.Equal([Verdict.Ack], await rig.HandleAsync(ConsumingRig.Delivery("a1")));
    }

    [Fact]
    public void With_the_defaults_a_mailer_may_be_down_for_a_day_before_its_mails_are_dead_letters()
    {
        var defaults = new ConsumerOptions();
        var pauses = Enumerable.Range(1, defaults.MaxAttempts - 1).Select(n => Backoff.Of(n, defaults.RetryPause, defaults.MaxRetryPause));
        Assert.True(pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause) > TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task The_status_tells_of_the_last_failure_until_something_succeeds_alone_or_in_a_batch()
    {
        var rig = new ConsumingRig();
        rig.Script.Handle = (_, _) => throw new InvalidDataException("odd");
        await rig.HandleAsync(ConsumingRig.Delivery("a1"));
        Assert.Equal("odd", rig.Status.Problem);
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(null);
        await rig.HandleAsync(ConsumingRig.Delivery("b1"), ConsumingRig.Delivery("c1"));
        Assert.Null(rig.Status.Problem);
    }

    [Fact]
    public async Task A_transport_that_fails_to_receive_is_asked_again()
    {
        var rig = new ConsumingRig();
        var asked = 0;
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call => ++asked < 3
            ? throw new IOException("no route")
            : Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, call.Arg<CancellationToken>()));
        using var stop = new CancellationTokenSource();
        var running = rig.Host.RunAsync(stop.Token);

        await rig.Time.UntilAsync(() => Volatile.Read(ref asked) == 3, "it receives");

        Assert.False(running.IsCompleted);
        Assert.Equal("no route", rig.Status.Outage);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_host_that_is_stopped_gives_running_handlers_a_little_time_and_no_more()
    {
        var rig = new ConsumingRig();
        DeliveryHandler? handler = null;
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(async call =>
        {
            handler = call.Arg<DeliveryHandler>();
            await handler([ConsumingRig.Delivery("a1")], call.Arg<CancellationToken>());
        });
        CancellationToken seen = default;
        rig.Script.Handle = async (_, ct) =>
        {
            seen = ct;
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return null;
        };
        using var stop = new CancellationTokenSource();
        var run = rig.Host.RunAsync(stop.Token);
        await Eventually.IsTrueAsync(() => seen.CanBeCanceled, "the handler runs");
        await stop.CancelAsync();
        rig.Time.Advance(rig.Options.StopGrace / 2);
        Assert.False(seen.IsCancellationRequested);
        await rig.Time.UntilAsync(() => run.IsCompleted, "the host stopped", stepMs: 500);
        Assert.Empty(rig.Attempts);
    }

    private static ConsumingRig Applying(ConsumingRig rig)
    {
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(_ => Task.CompletedTask);
        return rig;
    }

    private static int Transactions(ConsumingRig rig) => rig.Log.Count(what => what.Contains("enter", StringComparison.Ordinal));

    private static void ThrowAt(string what, string point)
    {
        if (what.EndsWith(point, StringComparison.Ordinal)) throw new InvalidDataException("odd");
    }
}
