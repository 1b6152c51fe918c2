using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Relay;

public sealed class OutboxRelayTests
{
    private static readonly RelayOptions Options = new();

    [Fact]
    [Enforces(6)]
    public async Task What_is_accepted_lies_behind_the_bookmark()
    {
        await using var rig = new RelayRig();
        Append(rig, "a1 b1 a2");
        rig.Start();
        await rig.AcceptedAsync("a1 b1 a2");
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 3, "the bookmark was moved");
        rig.AssertSound();
    }

    [Fact]
    [Enforces(6, 31)]
    public async Task An_event_goes_out_only_after_its_predecessor_was_acknowledged()
    {
        await using var rig = new RelayRig();
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 a2 b1");
        rig.Start();
        await CalledAsync(rig, 1);
        Assert.Equal("a1 b1", rig.Publisher.Calls.Last().Names);
        rig.Publisher.Calls.Last().Reply(PublishResult.Accepted);
        await CalledAsync(rig, 2);
        Assert.Equal("a2", rig.Publisher.Calls.Last().Names);
        rig.AssertSound();
    }

    [Fact]
    [Enforces(6)]
    public async Task The_bookmark_waits_for_the_oldest_event_that_is_not_acknowledged()
    {
        await using var rig = new RelayRig(Options with { BatchSize = 1 });
        rig.Publisher.Answer = call => call.Names == "a1" ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1 c1");
        rig.Start();
        await rig.AcceptedAsync("b1 c1");
        rig.Time.Advance(Options.SaveEvery * 3);
        Assert.Equal(0, rig.Outbox.Bookmark());
        rig.Publisher.Calls.First(call => call.Names == "a1").Reply(PublishResult.Accepted);
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 3, "the bookmark was moved");
        rig.AssertSound();
    }

    [Fact]
    public async Task Shards_have_bookmarks_of_their_own()
    {
        await using var rig = new RelayRig(Options with { BatchSize = 1 });
        rig.Publisher.Answer = call => call.Names == "a1" ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        rig.Outbox.Append("a", 1, shard: 0);
        rig.Outbox.Append("b", 1, shard: 1);
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark(1) == 1, "shard 1 went on");
        Assert.Equal(0, rig.Outbox.Bookmark(0));
        rig.AssertSound();
    }

    [Fact]
    [Enforces(6)]
    public async Task No_more_than_MaxInFlight_events_are_read_ahead_of_the_bookmark()
    {
        await using var rig = new RelayRig(Options with { MaxInFlight = 5, BatchSize = 1, MaxCalls = 3 });
        rig.Publisher.Answer = call => call.Names == "a1" ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1 c1 d1 e1 f1 g1");
        rig.Start();
        await rig.AcceptedAsync("b1 c1 d1 e1");
        rig.Signal.Raise();
        rig.Time.Advance(Options.MaxPoll * 3);
        rig.Publisher.Calls.First(call => call.Names == "a1").Reply(PublishResult.Accepted);
        await rig.AcceptedAsync("a1 f1 g1");
        Assert.InRange(rig.Publisher.MostCalls, 1, 3);
        Assert.Equal(5, rig.Outbox.MostAhead);
        rig.AssertSound();
    }

    [Fact]
    public async Task While_it_is_full_it_waits_without_spinning()
    {
        await using var rig = new RelayRig(Options with { MaxInFlight = 2 });
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 b1 c1");
        rig.Start();
        await CalledAsync(rig, 1);
        rig.Signal.Raise();
        await AssertStillAsync(rig);
    }

    [Fact]
    [Enforces(6)]
    public async Task An_outage_is_probed_with_one_event_after_pauses_that_double()
    {
        await using var rig = new RelayRig(Options with { MinPause = TimeSpan.FromSeconds(1), MaxPause = TimeSpan.FromSeconds(4) });
        var started = rig.Time.GetUtcNow();
        var calls = new List<(double At, int Events)>();
        var down = true;
        rig.Publisher.Answer = call =>
        {
            lock (calls) calls.Add(((rig.Time.GetUtcNow() - started).TotalSeconds, call.Batch.Count));
            return Task.FromResult(call.All(down ? PublishResult.Unavailable("down") : PublishResult.Accepted));
        };
        Append(rig, "a1 b1 c1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Publisher.Calls.Count == 5, "four probes went out", stepMs: 100);
        Assert.Equal("down", rig.Status.Problem);
        down = false;
        await rig.AcceptedAsync("a1 b1 c1");
        Assert.Null(rig.Status.Problem);
        Assert.Empty(rig.Dead);

        Assert.Equal(3, calls[0].Events);
        Assert.All(calls[1..6], probe => Assert.Equal(1, probe.Events));
        var pauses = calls.Zip(calls.Skip(1), (a, b) => b.At - a.At).Take(4).ToList();
        Assert.Equal([1, 2, 4, 4], pauses.Select(pause => Math.Floor(pause + 0.01)));
        rig.AssertSound();
    }

    [Fact]
    public async Task An_outage_of_a_whole_day_costs_no_event()
    {
        await using var rig = new RelayRig();
        var down = true;
        rig.Publisher.Answer = call => Task.FromResult(call.All(down ? PublishResult.Unavailable("down") : PublishResult.Accepted));
        Append(rig, "a1 a2");
        rig.Start();
        await CalledAsync(rig, 1);
        var end = rig.Time.GetUtcNow().AddDays(1);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= end, "a day passed", stepMs: 600_000);
        down = false;
        await rig.AcceptedAsync("a1 a2");
        Assert.Empty(rig.Dead);
        rig.AssertSound();
    }

    [Fact]
    [Enforces(6)]
    public async Task A_rejected_event_is_recorded_before_the_bookmark_passes_it_and_its_stream_flows_on()
    {
        await using var rig = new RelayRig();
        var recorded = new TaskCompletionSource();
        rig.Record = () => recorded.Task;
        rig.Publisher.Answer = call => Task.FromResult(call.All(call.Names == "a1" ? PublishResult.Rejected("too odd") : PublishResult.Accepted));
        Append(rig, "a1 a2");
        rig.Start();
        await CalledAsync(rig, 1);
        rig.Time.Advance(Options.SaveEvery * 3);
        Assert.Equal(0, rig.Outbox.Bookmark());
        Assert.Single(rig.Publisher.Calls);

        recorded.SetResult();
        await rig.AcceptedAsync("a2");
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 2, "the bookmark was moved");
        await rig.Rejected.Received(1).RecordAsync(Arg.Is<Envelope>(e => e.Version == 1), "too odd", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_rejection_that_cannot_be_recorded_is_published_anew()
    {
        await using var rig = new RelayRig();
        var failures = 2;
        rig.Record = () => failures-- > 0 ? throw new IOException("full") : Task.CompletedTask;
        rig.Publisher.Answer = call => Task.FromResult(call.All(PublishResult.Rejected("too odd")));
        Append(rig, "a1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 1, "the bookmark was moved");
        Assert.Equal(3, rig.Publisher.Calls.Count);
        Assert.Equal(3, rig.Outbox.Opens);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("throws at once")]
    [InlineData("answers too few")]
    [InlineData("answers too many")]
    [InlineData("answers nothing at all")]
    [InlineData("never answers")]
    public async Task A_publisher_that_misbehaves_is_an_outage(string how)
    {
        await using var rig = new RelayRig();
        var bad = true;
        rig.Publisher.Answer = call => bad ? Misbehave(how, call) : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1");
        rig.Start();
        await CalledAsync(rig, 1);
        await rig.Time.UntilAsync(() => rig.Status.Problem is not null, "the outage was noticed", stepMs: 1_000);
        bad = false;
        await rig.AcceptedAsync("a1 b1");
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 2, "the bookmark was moved");
        Assert.Empty(rig.Dead);
        Assert.Equal(1, rig.Outbox.Opens);
        rig.AssertSound();
    }

    private static Task<IReadOnlyList<PublishResult>> Misbehave(string how, FakePublisher.Call call) => how switch
    {
        "throws" => Task.FromException<IReadOnlyList<PublishResult>>(new IOException("broken")),
        "throws at once" => throw new IOException("broken"),
        "answers too few" => Task.FromResult<IReadOnlyList<PublishResult>>([PublishResult.Unavailable("x")]),
        "answers too many" => Task.FromResult<IReadOnlyList<PublishResult>>([.. call.All(PublishResult.Unavailable("x")), PublishResult.Accepted]),
        "answers nothing at all" => Task.FromResult<IReadOnlyList<PublishResult>>([]),
        _ => call.Answered,
    };

    [Fact]
    public async Task A_reader_that_fails_is_opened_anew_at_the_bookmark()
    {
        await using var rig = new RelayRig();
        Append(rig, "a1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 1, "the bookmark was moved");
        rig.Outbox.FailNextRead();
        Append(rig, "a2");
        await rig.AcceptedAsync("a2");
        Assert.Equal((2, 1), (rig.Outbox.Opens, rig.Outbox.Closes));
        Assert.Equal(["a1", "a2"], rig.Publisher.Accepted.Select(FakePublisher.Name));
        rig.AssertSound();
    }

    [Fact]
    public async Task A_bookmark_that_cannot_be_saved_means_repetitions_and_no_loss()
    {
        await using var rig = new RelayRig();
        rig.Outbox.FailNextSave();
        Append(rig, "a1 a2");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 2, "the bookmark was moved");
        Assert.Equal(["a1", "a2"], rig.Publisher.FirstAccepted);
        rig.AssertSound();
    }

    [Fact]
    [Enforces(6)]
    public async Task A_relay_that_was_fenced_off_begins_anew_where_the_other_one_left_off()
    {
        await using var rig = new RelayRig();
        rig.Outbox.FailNextSave(new FencedOffException());
        Append(rig, "a1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 1, "the bookmark was moved");
        Assert.Equal(2, rig.Outbox.Opens);
        rig.AssertSound();
    }

    [Fact]
    public async Task A_log_that_stays_broken_is_asked_ever_less_often()
    {
        await using var rig = new RelayRig(Options with { MinPause = TimeSpan.FromSeconds(1), MaxPause = TimeSpan.FromSeconds(8) });
        for (var i = 0; i < 50; i++) rig.Outbox.FailNextRead();
        rig.Start();
        var end = rig.Time.GetUtcNow().AddSeconds(60);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= end, "a minute passed", stepMs: 250);
        Assert.InRange(rig.Outbox.Opens, 5, 12);
        Assert.Equal("cannot be read", rig.Status.Problem);
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_is_tried_again()
    {
        await using var rig = new RelayRig();
        rig.Outbox.FailNextOpen();
        rig.Outbox.FailNextOpen();
        Append(rig, "a1");
        rig.Start();
        await rig.AcceptedAsync("a1");
        Assert.Null(rig.Status.Problem);
    }

    [Fact]
    [Enforces(6, 30)]
    public async Task A_signal_wakes_an_idle_relay_without_any_time_passing()
    {
        await using var rig = new RelayRig();
        rig.Start();
        await IdleAsync(rig, reads: 1);
        for (var version = 1; version <= 20; version++)
        {
            Append(rig, $"a{version}");
            rig.Signal.Raise();
            await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count == version, $"event {version} was published");
        }
    }

    [Fact]
    public async Task A_signal_that_is_raised_while_the_relay_reads_is_not_lost()
    {
        await using var rig = new RelayRig();
        rig.Publisher.Answer = call =>
        {
            // The relay is busy right here.
            if (call.Batch[0].Version < 200) Append(rig, $"a{call.Batch[0].Version + 1}");
            rig.Signal.Raise();
            return Task.FromResult(call.All(PublishResult.Accepted));
        };
        Append(rig, "a1");
        rig.Start();
        await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count == 200, "all events were published, without any time passing");
        rig.AssertSound();
    }

    [Fact]
    [Enforces(30)]
    public async Task After_a_read_that_brought_many_the_next_one_waits_for_more_and_a_page_that_was_full_is_followed_at_once()
    {
        await using var rig = new RelayRig(Options with { Many = 3, MaxInFlight = 6 });
        rig.Publisher.Answer = call => call.Names == "g1 h1 i1" ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1 c1 d1 e1 f1 g1 h1 i1");
        rig.Start();
        // Six and three, without any time passing.
        await CalledAsync(rig, 2);

        Append(rig, "j1");
        rig.Signal.Raise();
        // What ends meanwhile wakes it, and is no reason to read.
        rig.Publisher.Calls.Last().Reply(PublishResult.Accepted);
        await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count >= 9, "the backlog was published");
        await Eventually.IsStillAsync(() => rig.Outbox.Reads, "it waits for more");
        Assert.Equal(9, rig.Publisher.Accepted.Count);
        Append(rig, "k1");
        rig.Time.Advance(Options.GatherFor);
        await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count == 11, "both were published");
        Assert.Equal("j1 k1", rig.Publisher.Calls.Last().Names);

        // That read brought few.
        Append(rig, "l1");
        rig.Signal.Raise();
        await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count == 12, "the next one was published at once");
        rig.AssertSound();
    }

    [Fact]
    public async Task What_was_written_without_a_signal_is_found_within_MaxPoll()
    {
        await using var rig = new RelayRig();
        rig.Start();
        await IdleAsync(rig, reads: 1);
        Append(rig, "a1");
        var began = rig.Time.GetUtcNow();
        await rig.AcceptedAsync("a1");
        Assert.True(rig.Time.GetUtcNow() - began <= Options.MaxPoll * 2);
    }

    [Fact]
    public async Task An_idle_relay_saves_nothing_and_reads_no_more_than_once_each_MaxPoll()
    {
        await using var rig = new RelayRig();
        rig.Start();
        var end = rig.Time.GetUtcNow().AddMinutes(1);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= end, "a minute passed", stepMs: 250);
        Assert.InRange(rig.Outbox.Reads, 10, 64);
        Assert.Equal(0, rig.Outbox.Saves);
        Assert.InRange(rig.Time.Timers, 10, 66);
    }

    [Fact]
    public async Task A_wait_of_less_than_a_millisecond_is_no_reason_to_look_again_and_again()
    {
        await using var rig = new RelayRig(Options with { SaveEvery = TimeSpan.FromMilliseconds(0.5) });
        Append(rig, "a1");
        rig.Start();
        await Eventually.IsTrueAsync(() => rig.Outbox.Saves == 1, "the first bookmark was saved");
        Append(rig, "a2");
        rig.Signal.Raise();
        await Eventually.IsTrueAsync(() => rig.Publisher.Accepted.Count == 2, "the second event was published");
        await Eventually.IsStillAsync(() => rig.Outbox.Reads, "it waits");
    }

    [Fact]
    public async Task A_relay_that_published_everything_falls_silent()
    {
        await using var rig = new RelayRig();
        Append(rig, "a1 a2 b1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == 3, "the bookmark was moved");
        await AssertStillAsync(rig);
        Assert.InRange(rig.Outbox.Saves, 1, 3);
    }

    [Fact]
    public async Task A_relay_that_waits_for_a_slow_transport_does_not_spin()
    {
        await using var rig = new RelayRig();
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 a2 b1");
        rig.Start();
        await CalledAsync(rig, 1);
        await AssertStillAsync(rig);
    }

    [Fact]
    public async Task A_relay_that_waits_for_a_probe_does_not_spin()
    {
        await using var rig = new RelayRig();
        rig.Publisher.Answer = call => call.Batch.Count > 1 ? Task.FromResult(call.All(PublishResult.Unavailable("down"))) : call.Answered;
        Append(rig, "a1 b1 c1");
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Publisher.Calls.Count == 2, "the probe went out");
        await AssertStillAsync(rig);
    }

    [Fact]
    [Enforces(6)]
    public async Task A_relay_that_is_stopped_waits_for_the_calls_under_way_and_saves()
    {
        await using var rig = new RelayRig();
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 a2");
        rig.Start();
        await CalledAsync(rig, 1);
        var stopped = rig.StopAsync();
        Assert.False(stopped.IsCompleted);
        rig.Publisher.Calls.Single().Reply(PublishResult.Accepted);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal(1, rig.Outbox.Bookmark());
        Assert.Equal(1, rig.Outbox.Closes);
        Assert.Single(rig.Publisher.Calls);
    }

    [Fact, Enforces(19)]
    public async Task A_relay_that_was_paused_past_its_lease_cancels_what_is_not_sent_and_sends_nothing_before_it_has_asked()
    {
        await using var rig = new RelayRig(Options with { BatchSize = 1, MaxCalls = 1, PublishTimeout = TimeSpan.FromHours(9) });
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 b1");
        rig.Start();
        await CalledAsync(rig, 1);
        rig.Outbox.TakeAway();

        rig.Time.Advance(Options.Lease);

        await rig.Time.UntilAsync(() => rig.Publisher.Calls.First().Token.IsCancellationRequested, "the call was cancelled", stepMs: 0);
        await rig.Time.UntilAsync(() => rig.Outbox.Closes == 1, "the relay let go", stepMs: 0);
        Assert.Single(rig.Publisher.Calls);
        await rig.Time.UntilAsync(() => rig.Outbox.Opens == 2, "it began anew");
    }

    [Fact, Enforces(19)]
    public async Task A_relay_that_was_paused_and_lost_nothing_goes_on()
    {
        await using var rig = new RelayRig(Options with { BatchSize = 1, MaxCalls = 1, PublishTimeout = TimeSpan.FromHours(9) });
        var silent = true;
        rig.Publisher.Answer = call => silent ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1");
        rig.Start();
        await CalledAsync(rig, 1);
        silent = false;

        rig.Time.Advance(Options.Lease);

        await rig.AcceptedAsync("a1 b1");
        Assert.Equal(1, rig.Outbox.Opens);
        rig.AssertSound();
    }

    [Fact, Enforces(19)]
    public async Task A_relay_that_reads_all_the_time_looks_now_and_then_what_others_have_left()
    {
        await using var rig = new RelayRig();
        rig.Start();

        var version = 0;
        await rig.Time.UntilAsync(
            () =>
            {
                rig.Outbox.Append("a", ++version);
                rig.Signal.Raise();
                return rig.Outbox.Keeps >= 3;
            },
            "it looked three times",
            stepMs: 50);

        Assert.True(rig.Outbox.Reads > rig.Outbox.Keeps, $"It read {rig.Outbox.Reads} times only.");
    }

    [Fact, Enforces(19)]
    public async Task A_relay_without_room_to_read_keeps_asking_so_that_nobody_takes_it_for_dead()
    {
        await using var rig = new RelayRig(Options with { MaxInFlight = 1, PublishTimeout = TimeSpan.FromHours(9) });
        rig.Publisher.Answer = call => call.Answered;
        Append(rig, "a1 b1");
        rig.Start();
        await CalledAsync(rig, 1);

        await rig.Time.UntilAsync(() => rig.Outbox.Keeps >= 7, "a lease passed", stepMs: 50);

        Assert.False(rig.Publisher.Calls.Single().Token.IsCancellationRequested);
        Assert.Equal(1, rig.Outbox.Opens);
    }

    [Fact]
    public async Task A_relay_that_is_stopped_gives_a_hanging_transport_no_longer_than_DrainTimeout()
    {
        await using var rig = new RelayRig(Options with { BatchSize = 1, DrainTimeout = TimeSpan.FromHours(1), PublishTimeout = TimeSpan.FromHours(9), Lease = TimeSpan.FromDays(1) });
        rig.Publisher.Answer = call => call.Names == "b1" ? call.Answered : Task.FromResult(call.All(PublishResult.Accepted));
        Append(rig, "a1 b1");
        rig.Start();
        await rig.AcceptedAsync("a1");
        await rig.Time.UntilAsync(() => rig.Publisher.Calls.Any(call => call.Names == "b1"), "b1 is under way");
        var began = rig.Time.GetUtcNow();
        var stopped = rig.StopAsync();
        await rig.Time.UntilAsync(() => stopped.IsCompleted, "the relay stopped", stepMs: 600_000);
        Assert.InRange(rig.Time.GetUtcNow() - began, TimeSpan.FromMinutes(50), TimeSpan.FromHours(3));
        Assert.Equal(1, rig.Outbox.Bookmark());
        Assert.True(rig.Publisher.Calls.First(call => call.Names == "b1").Token.IsCancellationRequested);
    }

    [Fact]
    public async Task An_idle_relay_stops_at_once()
    {
        await using var rig = new RelayRig();
        rig.Start();
        await IdleAsync(rig, reads: 1);
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal(0, rig.Outbox.Saves);
    }

    [Fact]
    public async Task A_relay_that_waits_to_open_its_log_stops_at_once()
    {
        await using var rig = new RelayRig();
        rig.Outbox.FailNextOpen();
        rig.Start();
        await Eventually.IsTrueAsync(() => rig.Status.Problem is not null, "the failure was noticed");
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
    }

    private static void Append(RelayRig rig, string names)
    {
        foreach (var name in names.Split(' '))
            rig.Outbox.Append(name[..1], long.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Task CalledAsync(RelayRig rig, int times) =>
        Eventually.IsTrueAsync(() => rig.Publisher.Calls.Count >= times, $"the publisher was called {times} times");

    private static Task IdleAsync(RelayRig rig, int reads) => Eventually.IsTrueAsync(() => rig.Outbox.Reads >= reads, "the relay has looked");

    /// <summary>No time passes and nobody signals: a loop that waits as it should asks for no timer after its last one.</summary>
    private static Task AssertStillAsync(RelayRig rig) => Eventually.IsStillAsync(() =>
    {
        Assert.True(rig.Time.Timers < 200, "The relay spins.");
        return rig.Time.Timers;
    }, "the relay came to rest");
}
