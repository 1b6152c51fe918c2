using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Telemetry;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Consuming;

/// <summary>Three streams that fail make these consumers pause, for a second at first; a delivery becomes a dead letter after three attempts.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    [Fact]
    [Enforces(17)]
    public async Task One_poison_event_alone_never_makes_a_consumer_pause()
    {
        var rig = Failing(new ConsumingRig());
        var (one, other) = (ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1"));
        for (var n = 1; n <= rig.Options.MaxAttempts; n++)
        {
            await rig.HandleAsync(one);
            await rig.HandleAsync(other);
        }

        Assert.Equal([3, 3], rig.Attempts.Values);
        Assert.Equal(HealthState.Degraded, (await HealthAsync(rig)).State);
        Assert.Equal("Its last event failed; the log says why.", (await HealthAsync(rig)).Problem);
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task Failures_in_several_streams_make_it_pause_and_while_it_pauses_no_handler_runs_and_no_attempt_is_spent(Type consumer)
    {
        var rig = Failing(new ConsumingRig(consumer));
        await FailAsync(rig, "a1", "b1", "c1");
        for (var n = 0; n < 10; n++) Assert.Equal([Verdict.Retry(Pause)], await rig.HandleAsync(ConsumingRig.Delivery("d1")));
        Assert.Equal([1, 1, 1], rig.Attempts.Values);
        Assert.Equal(3, rig.Script.Runs);
    }

    [Fact]
    [Enforces(17)]
    public async Task A_batch_that_fails_as_a_whole_spends_an_attempt_of_few_and_gives_the_others_back()
    {
        var rig = Failing(new ConsumingRig());
        var verdicts = await rig.HandleAsync([.. "abcdefgh".Select(stream => ConsumingRig.Delivery($"{stream}1"))]);
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Retry, verdict.Kind));
        Assert.Equal([1, 1, 1], rig.Attempts.Values);
    }

    [Fact]
    public async Task A_success_between_begins_the_count_of_streams_anew()
    {
        var rig = Failing(new ConsumingRig());
        for (var n = 0; n < 5; n++)
        {
            await FailAsync(rig, $"{(char)('a' + n)}1", $"{(char)('p' + n)}1");
            await SucceedAsync(rig, $"x{n}");
        }

        Assert.Equal(10, rig.Attempts.Count);
        Assert.Null(rig.Status.Pause);
    }

    [Fact]
    [Enforces(17)]
    public async Task After_the_pause_one_delivery_is_tried_and_its_failure_lengthens_the_pause_and_spends_no_attempt_either()
    {
        var rig = Failing(new ConsumingRig());
        await FailAsync(rig, "a1", "b1", "c1");
        foreach (var seconds in new[] { 2, 4, 8, 16, 32, 60, 60 })
        {
            rig.Time.Advance(rig.Status.Pause!.Left);
            var runs = rig.Script.Runs;
            Assert.All(
                await rig.HandleAsync(ConsumingRig.Delivery("d1"), ConsumingRig.Delivery("e1"), ConsumingRig.Delivery("f1")),
                verdict => Assert.Equal(Verdict.Retry(TimeSpan.FromSeconds(seconds)), verdict));
            Assert.Equal(runs + 1, rig.Script.Runs);
        }

        Assert.Equal([1, 1, 1], rig.Attempts.Values);
    }

    [Fact]
    [Enforces(17)]
    public async Task A_delivery_that_succeeds_after_the_pause_ends_it_and_the_rest_of_its_batch_is_handled_too()
    {
        var rig = Failing(new ConsumingRig());
        await FailAsync(rig, "a1", "b1", "c1");
        rig.Time.Advance(Pause);
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(null);
        var began = rig.Log.Count;
        Assert.All(
            await rig.HandleAsync([.. "defghijk".Select(stream => ConsumingRig.Delivery($"{stream}1"))]), verdict => Assert.Equal(Verdict.Ack, verdict));
        Assert.Equal(["enter 1", "commit", "enter 1", "commit", "enter 2", "commit", "enter 4", "commit"], rig.Log.Skip(began).Select(what => what[2..]));
        Assert.Equal(HealthState.Healthy, (await HealthAsync(rig)).State);

        await FailAsync(Failing(rig), "a1", "b1");
        Assert.Null(rig.Status.Pause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Enforces(17)]
    public async Task Deliveries_beside_the_one_that_is_tried_wait_for_its_outcome(bool succeeds)
    {
        var rig = Failing(new ConsumingRig(typeof(ExternalConsumer)));
        await FailAsync(rig, "a1", "b1", "c1");
        rig.Time.Advance(Pause);
        var outcome = new TaskCompletionSource<Effect?>();
        rig.Script.Handle = (_, _) => outcome.Task;
        var (tried, runs) = (rig.HandleAsync(ConsumingRig.Delivery("d1")), rig.Script.Runs);
        var neighbours = "efg".Select(stream => rig.HandleAsync(ConsumingRig.Delivery($"{stream}1"))).ToList();
        Assert.Equal((false, runs), (neighbours.Any(one => one.IsCompleted), rig.Script.Runs));

        if (succeeds) outcome.SetResult(null);
        else outcome.SetException(new InvalidDataException("odd"));
        var verdict = succeeds ? Verdict.Ack : Verdict.Retry(2 * Pause);
        Assert.All(await Task.WhenAll([tried, .. neighbours]), verdicts => Assert.Equal([verdict], verdicts));
        Assert.Equal(runs + (succeeds ? 3 : 0), rig.Script.Runs);
    }

    [Fact]
    [Enforces(17)]
    public async Task What_was_under_way_when_the_pause_began_spends_no_attempt()
    {
        var rig = Failing(new ConsumingRig(typeof(ExternalConsumer)));
        var slow = new TaskCompletionSource<Effect?>();
        rig.Script.Handle = (_, _) => slow.Task;
        var underWay = rig.HandleAsync(ConsumingRig.Delivery("z1"));
        await FailAsync(Failing(rig), "a1", "b1", "c1");
        slow.SetException(new InvalidDataException("odd"));
        Assert.Equal([Verdict.Retry(Pause)], await underWay);
        Assert.Equal(3, rig.Attempts.Count);
    }

    [Fact]
    public async Task What_nobody_can_read_is_a_dead_letter_also_after_a_pause_and_the_next_delivery_is_tried_at_once()
    {
        var rig = Failing(new ConsumingRig());
        await FailAsync(rig, "a1", "b1", "c1");
        rig.Time.Advance(Pause);
        var unreadable = ConsumingRig.Delivery("u1");
        Assert.Equal([Verdict.Ack], await rig.HandleAsync(unreadable with { Envelope = unreadable.Envelope with { SchemaVersion = 7 } }));
        await SucceedAsync(rig, "d1");
        Assert.Null(rig.Status.Pause);
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task The_first_outage_makes_it_pause_and_a_failure_of_its_own_shows_that_the_database_is_back(Type consumer)
    {
        var rig = Failing(new ConsumingRig(consumer));
        rig.Blame(DatabaseFault.Outage);
        Assert.Equal([Verdict.Retry(Pause)], await rig.HandleAsync(ConsumingRig.Delivery("a1")));
        Assert.Equal([Verdict.Retry(Pause)], await rig.HandleAsync(ConsumingRig.Delivery("b1")));
        Assert.Equal(1, rig.Script.Runs);
        Assert.Equal("Waits for the database; it tries again in 1 s.", (await HealthAsync(rig)).Problem);

        rig.Blame(DatabaseFault.None);
        rig.Time.Advance(Pause);
        await FailAsync(rig, "a1", "b1");
        Assert.Equal([1, 1], rig.Attempts.Values);
        Assert.Null(rig.Status.Pause);
    }

    [Fact]
    [Enforces(17)]
    public async Task Readiness_says_that_it_pauses_why_and_for_how_long()
    {
        var rig = Failing(new ConsumingRig(typeof(ExternalConsumer)));
        await FailAsync(rig, "a1", "b1", "c1");
        Assert.Equal(new Health(HealthState.Degraded, "Paused after failures in 3 streams; it tries again in 1 s."), await HealthAsync(rig));
        rig.Time.Advance(Pause);
        Assert.Equal("Paused after failures in 3 streams; it tries again with the next event.", (await HealthAsync(rig)).Problem);
        var outcome = new TaskCompletionSource<Effect?>();
        rig.Script.Handle = (_, _) => outcome.Task;
        var tried = rig.HandleAsync(ConsumingRig.Delivery("d1"));
        Assert.Equal("Paused after failures in 3 streams; it tries again now.", (await HealthAsync(rig)).Problem);
        outcome.SetException(new InvalidDataException("odd"));
        await tried;
        Assert.Equal("Paused after failures in 4 streams; it tries again in 2 s.", (await HealthAsync(rig)).Problem);
    }

    [Fact]
    [Enforces(17)]
    public async Task A_pause_is_logged_when_it_begins_and_when_it_ends_and_not_in_between()
    {
        var rig = Failing(new ConsumingRig());
        rig.Blame(DatabaseFault.Outage);
        for (var n = 0; n < 20; n++)
        {
            await FailAsync(rig, "a1");
            rig.Time.Advance(TimeSpan.FromSeconds(10));
        }

        rig.Time.Advance(rig.Options.MaxPause);
        await SucceedAsync(rig, "a1");
        Assert.Equal(
            ["Warning: transactional: Waits for the database; it tries again in 1 s. The last failure: odd", "Information: transactional goes on."],
            rig.Lines);
    }

    [Fact]
    [Enforces(17)]
    public async Task While_it_pauses_it_does_not_receive_and_a_stop_ends_the_pause_at_once()
    {
        var rig = Failing(new ConsumingRig());
        var runs = new List<(DeliveryHandler Handler, CancellationToken Ct)>();
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            runs.Add((call.Arg<DeliveryHandler>(), call.Arg<CancellationToken>()));
            return Task.Delay(Timeout.InfiniteTimeSpan, runs[^1].Ct).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var stop = new CancellationTokenSource();
        var run = rig.Host.RunAsync(stop.Token);
        var (handler, receiving) = Assert.Single(runs);
        await handler([ConsumingRig.Delivery("a1"), ConsumingRig.Delivery("b1")], receiving);
        Assert.False(receiving.IsCancellationRequested);
        await handler([ConsumingRig.Delivery("c1")], receiving);
        Assert.True(receiving.IsCancellationRequested);
        Assert.Single(runs);

        await rig.Time.UntilAsync(() => runs.Count == 2, "it receives again", stepMs: 100);
        Assert.True(rig.Time.GetUtcNow() >= Some.Noon + Pause);
        await runs[1].Handler([ConsumingRig.Delivery("c1")], runs[1].Ct);
        Assert.True(runs[1].Ct.IsCancellationRequested);

        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal(2, runs.Count);
    }

    [Theory]
    [InlineData(nameof(DatabaseFault.Timeout), true, 1)]
    [InlineData(nameof(DatabaseFault.Timeout), false, 0)]
    [InlineData(nameof(DatabaseFault.None), true, 1)]
    [InlineData(nameof(DatabaseFault.None), false, 0)]
    [Enforces(17)]
    public async Task What_took_too_long_is_an_outage_only_if_the_database_answers_nothing_else_either(string fault, bool answers, int attempts)
    {
        var rig = new ConsumingRig();
        rig.Script.Handle = (_, _) => throw new TimeoutException("slow");
        rig.Blame(Enum.Parse<DatabaseFault>(fault));
        rig.Outages.AnswersAsync().Returns(answers);
        Assert.Equal([Verdict.Retry(Pause)], await rig.HandleAsync(ConsumingRig.Delivery("a1")));
        Assert.Equal(attempts, rig.Attempts.Count);
        Assert.Equal(answers, rig.Status.Pause is null);
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task A_transaction_that_conflicts_with_another_is_repeated_at_once_and_what_was_done_outside_is_not(Type consumer)
    {
        var rig = new ConsumingRig(consumer);
        var conflicts = 4;
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(_ => conflicts-- > 0 ? throw new IOException("deadlock") : Task.CompletedTask);
        rig.Blame(DatabaseFault.Conflict);
        Assert.Equal([Verdict.Ack], await rig.HandleAsync(ConsumingRig.Delivery("a1")));
        Assert.Equal(1, rig.Script.Runs);
        Assert.Equal(5, rig.Log.Count(what => what.EndsWith("apply a1", StringComparison.Ordinal)));
    }

    [Fact]
    [Enforces(17)]
    public async Task Conflicts_that_do_not_end_spend_no_attempt_and_are_no_outage()
    {
        var rig = Failing(new ConsumingRig());
        rig.Blame(DatabaseFault.Conflict);
        await FailAsync(rig, "a1", "b1", "c1", "d1");
        Assert.Empty(rig.Attempts);
        Assert.Null(rig.Status.Pause);
    }

    private static ConsumingRig Failing(ConsumingRig rig)
    {
        rig.Script.Handle = (_, _) => throw new InvalidDataException("odd");
        return rig;
    }

    private static async Task FailAsync(ConsumingRig rig, params string[] names)
    {
        foreach (var name in names)
            Assert.Equal([VerdictKind.Retry], (await rig.HandleAsync(ConsumingRig.Delivery(name))).Select(verdict => verdict.Kind));
    }

    private static async Task SucceedAsync(ConsumingRig rig, string name)
    {
        var before = rig.Script.Handle;
        rig.Blame(DatabaseFault.None);
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(null);
        Assert.Equal([Verdict.Ack], await rig.HandleAsync(ConsumingRig.Delivery(name)));
        rig.Script.Handle = before;
    }

    private static Task<Health> HealthAsync(ConsumingRig rig) => new ConsumerHealth(rig.Status).CheckAsync(Some.Ct);
}
