using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

public sealed class IntakeTests
{
    [Fact]
    public async Task What_came_since_handlers_were_started_is_not_forgotten_when_the_next_receives_begin()
    {
        var time = new CountingTime();
        var sqs = new FakeSqs(time, fifo: true);
        var subscription = new Subscription("mail", new HashSet<string> { "happened" }, MaxBatch: 1, Concurrency: 4);
        var (queue, desk, net) = (new SqsQueue(sqs.Client, sqs.Urls.Url), new Desk(subscription, isFifo: true, time), Substitute.For<IDeadLetterNet>());
        var lines = new RecordingLogger<Intake>();
        using var stop = new CancellationTokenSource();
        var settlements = new Settlements("mail", queue, queue, lines, stop.Token);
        var intake = new Intake(subscription, queue, desk, net, settlements, new SqsOptions(), time, lines, stop.Token);

        intake.Start();
        sqs.Main.Add("a1");
        await Eventually.IsTrueAsync(() => intake.Receives.Single().IsCompleted, "it came");
        intake.Start();

        Assert.True(intake.Receives.Single().IsCompleted);
        await intake.TakeEndedAsync();
        Assert.Empty(intake.Receives);
        Assert.Single(desk.Take(1));
        intake.Start();
        Assert.False(intake.Receives.Single().IsCompleted);
        await stop.CancelAsync();
    }
}
