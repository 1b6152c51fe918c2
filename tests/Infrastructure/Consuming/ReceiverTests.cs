using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
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
}
