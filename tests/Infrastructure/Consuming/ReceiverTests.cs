using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Telemetry;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Consuming;

public sealed class ReceiverTests
{
    [Fact, Enforces(17)]
    public async Task After_an_outage_nothing_is_received_before_the_database_answers()
    {
        var rig = new ConsumingRig();
        var (runs, asked, answers) = (0, 0, false);
        rig.Outages.AnswersAsync().Returns(_ =>
        {
            asked++;
            return answers;
        });
        rig.Blame(DatabaseFault.Outage, e => e is IOException);
        rig.OnInbox = _ =>
        {
            if (!answers) throw new IOException("down");
        };
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(async call =>
        {
            runs++;
            await call.Arg<DeliveryHandler>()([ConsumingRig.Delivery("a1")], call.Arg<CancellationToken>());
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, call.Arg<CancellationToken>()));
        });
        using var stop = new CancellationTokenSource();
        var running = rig.Host.RunAsync(stop.Token);

        await rig.Time.UntilAsync(() => Volatile.Read(ref asked) > 20, "the database was asked often", stepMs: 500);
        Assert.Equal(1, Volatile.Read(ref runs));
        answers = true;
        await rig.Time.UntilAsync(() => !rig.Committed.IsEmpty, "it goes on", stepMs: 500);
        Assert.Equal(2, Volatile.Read(ref runs));
        await stop.CancelAsync();
        await rig.Time.UntilAsync(() => running.IsCompleted, "it stopped", stepMs: 500);
    }

    [Fact]
    public async Task A_host_that_is_stopped_does_not_wait_for_the_database()
    {
        var rig = new ConsumingRig();
        var asked = 0;
        rig.Outages.AnswersAsync().Returns(_ => Interlocked.Increment(ref asked) < 0);
        rig.Blame(DatabaseFault.Outage);
        rig.OnInbox = _ => throw new IOException("down");
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
            call.Arg<DeliveryHandler>()([ConsumingRig.Delivery("a1")], call.Arg<CancellationToken>()));
        using var stop = new CancellationTokenSource();
        var running = rig.Host.RunAsync(stop.Token);
        await rig.Time.UntilAsync(() => Volatile.Read(ref asked) > 2, "the database was asked", stepMs: 500);
        await stop.CancelAsync();
        await Eventually.IsTrueAsync(() => running.IsCompletedSuccessfully, "it stopped");
    }

    [Fact]
    public async Task A_transport_that_fails_while_the_host_is_stopped_is_no_failure_of_the_stop()
    {
        var rig = new ConsumingRig();
        using var stop = new CancellationTokenSource();
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(async _ =>
        {
            await stop.CancelAsync();
            throw new IOException("no route");
        });

        await rig.Host.RunAsync(stop.Token);

        Assert.Single(rig.Subscriber.ReceivedCalls());
    }

    [Fact]
    public async Task An_outage_of_the_transport_is_told_once_asked_less_and_less_often_and_over_when_nothing_has_failed_for_a_while()
    {
        var rig = new ConsumingRig();
        var (runs, away) = (new List<DateTimeOffset>(), true);
        rig.Subscriber.RunAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            lock (runs) runs.Add(rig.Time.GetUtcNow());
            return away
                ? Task.FromException(new IOException("no route"))
                : Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, call.Arg<CancellationToken>()));
        });
        using var stop = new CancellationTokenSource();
        var running = rig.Host.RunAsync(stop.Token);

        await rig.Time.UntilAsync(() => Count() == 6, "it asked six times", stepMs: 100);
        lock (runs) Assert.True(runs[5] - runs[4] > 4 * (runs[1] - runs[0]));
        Assert.Equal("It cannot receive; the log says why.", (await new ConsumerHealth(rig.Status).CheckAsync(Some.Ct)).Problem);
        away = false;
        await rig.Time.UntilAsync(() => rig.Status.Outage is null, "it receives again", stepMs: 100);

        Assert.Equal(HealthState.Healthy, (await new ConsumerHealth(rig.Status).CheckAsync(Some.Ct)).State);
        Assert.Equal(7, Count());
        Assert.Single(rig.Lines, line => line.Contains("could not receive", StringComparison.Ordinal) && line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Single(rig.Lines, line => line.EndsWith("receives again.", StringComparison.Ordinal));
        await stop.CancelAsync();
        await rig.Time.UntilAsync(() => running.IsCompleted, "it stopped");

        int Count()
        {
            lock (runs) return runs.Count;
        }
    }
}
