using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Messaging;

public sealed class InMemoryBusTests
{
    private static readonly InMemoryOptions Options = new();

    [Fact]
    [Enforces(10)]
    public async Task A_publish_is_answered_when_every_subscription_has_handled_the_event()
    {
        await using var rig = new BusRig();
        var slow = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("quick");
        await rig.AddAsync("slow", _ => slow.Task);
        var published = rig.PublishAsync(Some.Envelope());
        await Eventually.IsTrueAsync(() => rig.Handled.Count == 2, "both were handed the event");
        Assert.False(published.IsCompleted);
        slow.SetResult(Verdict.Ack);
        Assert.Equal([PublishResult.Accepted], await published);
        Assert.Equal(0, rig.Lot.Count);
    }

    [Fact]
    public async Task Only_the_types_that_a_subscription_names_reach_it()
    {
        await using var rig = new BusRig();
        await rig.AddAsync("one");
        await rig.PublishedAsync(Some.Envelope(type: "file.deleted"), Some.Envelope("b"));
        Assert.Equal(["one:b1"], rig.Handled);
    }

    [Fact]
    [Enforces(10)]
    public async Task What_is_not_handled_within_HoldFor_is_parked_and_answered_while_its_handler_still_runs()
    {
        await using var rig = new BusRig();
        var hanging = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("mail", _ => hanging.Task);
        await rig.AddAsync("search");
        var published = rig.PublishAsync(Some.Envelope());
        await Eventually.IsTrueAsync(() => rig.Handled.Count == 2, "the handlers run");
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered");
        Assert.InRange(rig.Time.GetUtcNow() - Some.Noon, Options.HoldFor, InMemoryOptions.MaxHoldFor / 2);
        Assert.Equal([PublishResult.Accepted], await published);
        Assert.Single(rig.Lot.Rows("mail"));

        hanging.SetResult(Verdict.Ack);
        await Eventually.IsTrueAsync(() => rig.Lot.Count == 0, "the late verdict reached the lot");
        Assert.Equal(2, rig.Handled.Count);
    }

    [Fact]
    [Enforces(10)]
    public async Task Where_all_are_slow_nothing_is_parked_until_one_is_ahead_by_HoldFor()
    {
        await using var rig = new BusRig();
        var (first, second) = (new TaskCompletionSource<Verdict>(), new TaskCompletionSource<Verdict>());
        await rig.AddAsync("first", _ => first.Task);
        await rig.AddAsync("second", _ => second.Task);
        var published = rig.PublishAsync(Some.Envelope());
        var ahead = Some.Noon + 5 * Options.HoldFor;
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= ahead, "time passed");
        Assert.Equal((0, false), (rig.Lot.Count, published.IsCompleted));

        first.SetResult(Verdict.Ack);
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered");
        Assert.InRange(rig.Time.GetUtcNow() - ahead, Options.HoldFor, InMemoryOptions.MaxHoldFor / 2);
        Assert.Equal([PublishResult.Accepted], await published);
        Assert.Single(rig.Lot.Rows("second"));
        second.SetResult(Verdict.Ack);
    }

    [Fact]
    [Enforces(10)]
    public async Task However_slow_all_are_a_publish_waits_no_longer_than_MaxHoldFor()
    {
        await using var rig = new BusRig();
        var never = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("mail", _ => never.Task);
        var published = rig.PublishAsync(Some.Envelope());
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered", stepMs: 200);
        Assert.InRange(rig.Time.GetUtcNow() - Some.Noon, InMemoryOptions.MaxHoldFor, 5 * InMemoryOptions.MaxHoldFor);
        Assert.Equal([PublishResult.Accepted], await published);
        Assert.Single(rig.Lot.Rows("mail"));
        never.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task Who_answers_at_once_that_it_cannot_is_ahead_of_nobody()
    {
        await using var rig = new BusRig();
        var slow = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("broken", _ => Task.FromResult(Verdict.Retry(TimeSpan.FromHours(1))));
        await rig.AddAsync("slow", _ => slow.Task);
        await rig.AddAsync("other", _ => slow.Task);
        var published = rig.PublishAsync(Some.Envelope());
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= Some.Noon + 5 * Options.HoldFor, "time passed");
        Assert.False(published.IsCompleted);
        slow.SetResult(Verdict.Ack);
        Assert.Equal([PublishResult.Accepted], await published);
        Assert.Equal(1, rig.Lot.Count);
    }

    [Fact]
    public async Task Who_fails_with_some_of_a_batch_is_ahead_all_the_same()
    {
        await using var rig = new BusRig();
        var hanging = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("search", d => Task.FromResult(d.Envelope.Stream == "poison" ? Verdict.Retry(TimeSpan.FromHours(1)) : Verdict.Ack));
        await rig.AddAsync("mail", _ => hanging.Task);
        var published = rig.PublishAsync(Some.Envelope("poison"), Some.Envelope("b"));
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered");
        Assert.InRange(rig.Time.GetUtcNow() - Some.Noon, Options.HoldFor, InMemoryOptions.MaxHoldFor / 2);
        Assert.Equal([PublishResult.Accepted, PublishResult.Accepted], await published);
        Assert.Equal(2, rig.Lot.Rows("mail").Count);
        hanging.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task A_late_Retry_reaches_the_lot_too()
    {
        await using var rig = new BusRig();
        var hanging = new TaskCompletionSource<Verdict>();
        var answers = new Queue<Task<Verdict>>([hanging.Task, Task.FromResult(Verdict.Ack)]);
        await rig.AddAsync("mail", _ => answers.Dequeue());
        await rig.PublishedAsync(Some.Envelope());
        var until = rig.Time.GetUtcNow().AddMinutes(5);
        hanging.SetResult(Verdict.Retry(TimeSpan.FromMinutes(5)));
        await Eventually.IsTrueAsync(() => rig.Lot.Rows("mail") is [var row] && row.NotBefore >= until, "it was delayed");
        Assert.Single(rig.Handled);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "it was handled later", stepMs: 1_000);
        Assert.True(rig.Time.GetUtcNow() >= until);
    }

    [Fact]
    [Enforces(10)]
    public async Task A_Retry_is_parked_with_its_delay_and_the_publish_is_answered()
    {
        await using var rig = new BusRig();
        var attempts = new List<int>();
        await rig.AddAsync("mail", delivery =>
        {
            attempts.Add(delivery.Attempt);
            return Task.FromResult(attempts.Count == 1 ? Verdict.Retry(TimeSpan.FromSeconds(30)) : Verdict.Ack);
        });
        Assert.Equal([PublishResult.Accepted], await rig.PublishAsync(Some.Envelope()));
        Assert.Equal(Some.Noon.AddSeconds(30), Assert.Single(rig.Lot.Rows("mail")).NotBefore);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "it was handled", stepMs: 500);
        Assert.Equal([1, 2], attempts);
        Assert.True(rig.Time.GetUtcNow() >= Some.Noon.AddSeconds(30));
    }

    [Fact]
    [Enforces(10)]
    public async Task What_was_parked_at_once_comes_at_once_also_when_the_clock_was_set_back()
    {
        await using var rig = new BusRig(new InMemoryOptions { LaneCapacity = 1 });
        var first = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("mail", delivery => delivery.Envelope.Stream == "a" ? first.Task : Task.FromResult(Verdict.Ack));
        var published = rig.PublishAsync([.. Enumerable.Range(0, 8).Select(n => Some.Envelope($"{(char)('a' + n)}"))]);
        await Eventually.IsTrueAsync(() => rig.Lot.Count > 0, "what found no room was parked");

        rig.Time.AdjustTime(Some.Noon.AddHours(-3));
        first.SetResult(Verdict.Ack);

        await rig.Time.UntilAsync(() => rig.Lot.Count == 0 && published.IsCompleted, "all was handled", stepMs: 10);
        Assert.InRange(rig.Time.GetUtcNow(), Some.Noon.AddHours(-3), Some.Noon.AddHours(-2));
        Assert.Equal(8, rig.HandledBy("mail").Distinct().Count());
    }

    [Fact]
    [Enforces(10)]
    public async Task Later_events_of_a_parked_stream_queue_up_behind_it_and_come_in_the_order_of_versions()
    {
        await using var rig = new BusRig();
        var broken = true;
        await rig.AddAsync("mail", d => Task.FromResult(broken && d.Envelope.Stream == "a" ? Verdict.Retry(TimeSpan.FromSeconds(5)) : Verdict.Ack));
        for (var version = 1; version <= 4; version++) await rig.PublishedAsync(Some.Envelope("a", version), Some.Envelope("b", version));
        Assert.Equal(["b1", "b2", "b3", "b4"], rig.HandledBy("mail").Where(name => name[0] == 'b'));
        Assert.Equal(["a1"], rig.HandledBy("mail").Where(name => name[0] == 'a').Distinct());
        Assert.Equal(4, rig.Lot.Count);
        broken = false;
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "the lot was emptied", stepMs: 200);
        Assert.Equal(["a1", "a2", "a3", "a4"], rig.HandledBy("mail").Where(name => name[0] == 'a').Distinct());

        await rig.PublishedAsync(Some.Envelope("a", 5));
        Assert.Equal("a5", rig.HandledBy("mail").Last());
        Assert.Equal(0, rig.Lot.Count);
    }

    [Fact]
    [Enforces(10)]
    public async Task What_finds_no_room_in_memory_is_parked_at_once()
    {
        await using var rig = new BusRig(Options with { LaneCapacity = 3 });
        await rig.AddAsync("mail", _ => Task.FromResult(Verdict.Ack), run: false);
        var published = rig.PublishAsync([.. Enumerable.Range(0, 10).Select(n => Some.Envelope($"s{n}"))]);
        await Eventually.IsTrueAsync(() => rig.Lot.Count == 7, "seven were parked, without any time passing");
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered", stepMs: 200);
        Assert.Equal(10, rig.Lot.Count);
    }

    [Fact]
    [Enforces(10)]
    public async Task A_hanging_consumer_delays_no_other()
    {
        await using var rig = new BusRig();
        await rig.AddAsync("mail", _ => new TaskCompletionSource<Verdict>().Task);
        await rig.AddAsync("search");
        for (var version = 1; version <= 3; version++)
        {
            var published = rig.PublishAsync([.. Enumerable.Range(0, 100).Select(n => Some.Envelope($"s{n}", version))]);
            await Eventually.IsTrueAsync(() => rig.HandledBy("search").Count() == 100 * version, "the other one had all, without any time passing");
            await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered", stepMs: 100);
        }

        rig.Abandon();
    }

    [Fact]
    public async Task A_hanging_handler_delays_no_other_stream_where_several_may_run()
    {
        await using var rig = new BusRig(Options with { LaneCapacity = 4 });
        await rig.AddAsync("mail", d => d.Envelope.Stream == "hung" ? new TaskCompletionSource<Verdict>().Task : Task.FromResult(Verdict.Ack), concurrency: 2);
        var published = rig.PublishAsync([Some.Envelope("hung"), .. Enumerable.Range(0, 200).Select(n => Some.Envelope($"s{n}"))]);
        await Eventually.IsTrueAsync(() => rig.HandledBy("mail").Distinct().Count() == 201, "all others were handled, without any time passing", TimeSpan.FromSeconds(30));
        await rig.Time.UntilAsync(() => published.IsCompleted, "the publish was answered", stepMs: 100);
        rig.Abandon();
    }

    [Fact]
    [Enforces(10)]
    public async Task After_a_restart_parked_events_come_first_and_later_ones_behind_them()
    {
        var (lot, time) = (new FakeParkingLot(), new CountingTime());
        await using (var before = new BusRig(lot, time))
        {
            await before.AddAsync("mail", _ => Task.FromResult(Verdict.Retry(TimeSpan.FromMinutes(1))));
            await before.PublishedAsync(Some.Envelope("a", 1));
            await before.PublishedAsync(Some.Envelope("a", 2));
        }

        await using var after = new BusRig(lot, time);
        await after.AddAsync("mail");
        await after.PublishedAsync(Some.Envelope("a", 3));
        Assert.DoesNotContain("mail:a3", after.Handled);
        await time.UntilAsync(() => lot.Count == 0, "the lot was emptied", stepMs: 1_000);
        Assert.Equal(["a1", "a2", "a3"], after.HandledBy("mail"));
    }

    [Fact]
    [Enforces(10)]
    public async Task A_publish_fails_when_the_lot_does_and_the_event_is_handled_when_it_comes_again()
    {
        await using var rig = new BusRig();
        var verdict = Verdict.Retry(TimeSpan.Zero);
        await rig.AddAsync("mail", _ => Task.FromResult(verdict));
        rig.Lot.FailsToWrite = true;
        var envelope = Some.Envelope();
        await Assert.ThrowsAsync<IOException>(() => rig.PublishAsync(envelope));
        (rig.Lot.FailsToWrite, verdict) = (false, Verdict.Ack);
        await rig.PublishedAsync(envelope);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "the lot was emptied");
        Assert.Equal(["a1", "a1"], rig.HandledBy("mail"));

        await rig.PublishedAsync(Some.Envelope("a", 2));
        Assert.Equal(["a1", "a1", "a2"], rig.HandledBy("mail"));
    }

    [Fact]
    public async Task A_publish_that_was_called_off_and_repeated_loses_nothing()
    {
        await using var rig = new BusRig();
        var hanging = new TaskCompletionSource<Verdict>();
        var answers = new Queue<Task<Verdict>>([hanging.Task, Task.FromResult(Verdict.Ack)]);
        await rig.AddAsync("mail", _ => answers.Dequeue());
        using var callOff = new CancellationTokenSource();
        var envelope = Some.Envelope();
        var published = rig.Bus.PublishAsync([envelope], callOff.Token);
        await Eventually.IsTrueAsync(() => rig.Handled.Count == 1, "the handler runs");
        await callOff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => published);
        hanging.SetResult(Verdict.Retry(TimeSpan.FromMinutes(1)));
        await rig.PublishedAsync(envelope);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0 && rig.Handled.Count == 2, "it was handled", stepMs: 1_000);
    }

    [Fact]
    [Enforces(10)]
    public async Task What_is_given_up_as_dead_stays_in_the_lot_and_comes_again_after_a_long_pause()
    {
        await using var rig = new BusRig();
        var answers = new Queue<Verdict>([Verdict.Dead("no place to record it"), Verdict.Ack]);
        await rig.AddAsync("mail", _ => Task.FromResult(answers.Dequeue()));
        await rig.PublishedAsync(Some.Envelope());
        Assert.True(Assert.Single(rig.Lot.Rows("mail")).NotBefore >= Some.Noon + Options.DeadPause);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "it was handled", stepMs: 60_000);
    }

    [Fact]
    public async Task The_lot_is_not_asked_again_after_each_event_once_all_that_is_due_is_on_its_way()
    {
        await using var rig = new BusRig();
        var broken = true;
        await rig.AddAsync("mail", _ => Task.FromResult(broken ? Verdict.Retry(TimeSpan.FromSeconds(5)) : Verdict.Ack));
        await rig.PublishedAsync([.. Enumerable.Range(0, 200).Select(n => Some.Envelope($"s{n}"))]);
        Assert.Equal(200, rig.Lot.Count);
        broken = false;
        var before = rig.Lot.Reads;
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "the lot was emptied", stepMs: 1_000);
        Assert.InRange(rig.Lot.Reads - before, 1, 50);
    }

    [Fact]
    public async Task What_fails_again_in_one_batch_is_delayed_in_one_transaction()
    {
        await using var rig = new BusRig();
        var tries = 0;
        await rig.AddAsync(
            "mail", _ => Task.FromResult(Interlocked.Increment(ref tries) <= 20 ? Verdict.Retry(TimeSpan.FromSeconds(5)) : Verdict.Ack), maxBatch: 10);
        await rig.PublishedAsync([.. Enumerable.Range(0, 10).Select(n => Some.Envelope($"s{n}"))]);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "the lot was emptied", stepMs: 1_000);
        Assert.Equal(1, rig.Lot.Delays);
    }

    [Fact]
    public async Task Room_that_only_parked_events_gave_up_wakes_the_pump()
    {
        await using var rig = new BusRig(Options with { LaneCapacity = 2 });
        var first = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("mail", d => d.Envelope.Stream == "first" ? first.Task : Task.FromResult(Verdict.Ack));
        var published = rig.PublishAsync(Some.Envelope("first"));
        await Eventually.IsTrueAsync(() => rig.Handled.Count == 1, "the handler runs");
        var others = rig.PublishAsync([.. Enumerable.Range(0, 20).Select(n => Some.Envelope($"s{n}"))]);
        await rig.Time.UntilAsync(() => published.IsCompleted && others.IsCompleted, "both publishes were answered", stepMs: 100);
        first.SetResult(Verdict.Ack);
        await Eventually.IsTrueAsync(() => rig.Lot.Count == 0, "the lot was emptied, without any time passing", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_pump_rests_while_all_room_is_taken_or_everything_parked_is_running()
    {
        await using var rig = new BusRig(Options with { LaneCapacity = 2 });
        await rig.AddAsync("mail", _ => new TaskCompletionSource<Verdict>().Task);
        await rig.PublishedAsync([.. Enumerable.Range(0, 20).Select(n => Some.Envelope($"s{n}"))]);
        await AssertStillAsync(rig);
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        await AssertStillAsync(rig);
        rig.Abandon();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lot_that_stays_broken_is_tried_again_now_and_then(bool ack)
    {
        await using var rig = new BusRig();
        var broken = false;
        await rig.AddAsync("mail", _ => Task.FromResult(!broken || ack ? (broken ? Verdict.Ack : Verdict.Retry(TimeSpan.FromSeconds(1))) : Verdict.Retry(TimeSpan.Zero)));
        await rig.PublishedAsync(Some.Envelope());
        rig.Lot.FailsToWrite = broken = true;
        var end = rig.Time.GetUtcNow().AddSeconds(20);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= end, "some time passed", stepMs: 200);
        Assert.InRange(rig.Handled.Count, 3, 30);
    }

    [Fact]
    public async Task A_lot_that_cannot_be_read_is_tried_again_now_and_then()
    {
        await using var rig = new BusRig();
        var heal = false;
        await rig.AddAsync("mail", _ => Task.FromResult(heal ? Verdict.Ack : Verdict.Retry(TimeSpan.FromSeconds(1))));
        await rig.PublishedAsync(Some.Envelope());
        rig.Lot.FailsToRead = true;
        var (end, reads) = (rig.Time.GetUtcNow().AddSeconds(20), rig.Lot.Reads);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= end, "some time passed", stepMs: 200);
        Assert.InRange(rig.Lot.Reads - reads, 3, 30);
        (rig.Lot.FailsToRead, heal) = (false, true);
        await rig.Time.UntilAsync(() => rig.Lot.Count == 0, "it was handled", stepMs: 200);
    }

    [Fact]
    public async Task A_bus_that_is_stopped_lets_running_handlers_end()
    {
        await using var rig = new BusRig();
        var running = new TaskCompletionSource<Verdict>();
        await rig.AddAsync("mail", _ => running.Task);
        var published = rig.PublishAsync(Some.Envelope());
        await Eventually.IsTrueAsync(() => rig.Handled.Count == 1, "the handler runs");
        var stopped = rig.StopAsync();
        Assert.False(stopped.IsCompleted);
        running.SetResult(Verdict.Ack);
        await stopped;
        Assert.Equal([PublishResult.Accepted], await published.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct));
    }

    [Fact]
    [Enforces(10)]
    public async Task What_a_stopped_bus_did_not_handle_is_parked()
    {
        var (lot, time) = (new FakeParkingLot(), new CountingTime());
        await using (var before = new BusRig(lot, time))
        {
            await before.AddAsync("mail");
            await before.StopAsync();
            await before.PublishedAsync(Some.Envelope());
        }

        await using var after = new BusRig(lot, time);
        await after.AddAsync("mail");
        await Eventually.IsTrueAsync(() => after.Handled.Count == 1 && lot.Count == 0, "it was handled after the restart");
    }

    [Fact]
    public async Task A_subscription_is_declared_once()
    {
        await using var rig = new BusRig();
        await rig.AddAsync("mail");
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.AddAsync("mail"));
    }

    [Fact]
    public async Task Batches_are_no_larger_than_the_subscription_says()
    {
        var largest = 0;
        await using var rig = new BusRig();
        var subscription = new Subscription("audit", new HashSet<string> { "file.renamed" }, MaxBatch: 5, Concurrency: 1);
        await rig.Bus.DeclareAsync(subscription, Some.Ct);
        using var stop = new CancellationTokenSource();
        var published = rig.PublishAsync([.. Enumerable.Range(0, 22).Select(n => Some.Envelope($"s{n}"))]);
        var run = rig.Bus.RunAsync(subscription, (batch, _) =>
        {
            largest = Math.Max(largest, batch.Count);
            return Task.FromResult<IReadOnlyList<Verdict>>([.. batch.Select(_ => Verdict.Ack)]);
        }, stop.Token);
        await published.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal(5, largest);
        await stop.CancelAsync();
        await run;
    }

    private static Task AssertStillAsync(BusRig rig) => Eventually.IsStillAsync(() =>
    {
        Assert.True(rig.Lot.Reads < 200, "The pump spins.");
        return (rig.Time.Timers, rig.Lot.Reads);
    }, "the pump came to rest");
}
