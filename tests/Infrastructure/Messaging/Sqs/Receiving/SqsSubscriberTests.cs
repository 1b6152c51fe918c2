using System.Collections.Concurrent;
using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Tests.Consuming;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>The subscriber as its host sees it.</summary>
public sealed class SqsSubscriberTests
{
    private static readonly Subscription Mail = new("mail", new HashSet<string> { "happened" }, 1, 1);

    private readonly ISqsTopology _topology = Substitute.For<ISqsTopology>();
    private readonly IDeadLetterNet _net = Substitute.For<IDeadLetterNet>();

    [Fact, Enforces(25)]
    public async Task A_queue_that_is_gone_is_looked_for_anew_and_told_in_a_sentence()
    {
        var time = new CountingTime();
        var sqs = new FakeSqs(time);
        sqs.Main.Before = (_, _) => throw new QueueDoesNotExistException("gone");
        var running = Subscriber(sqs, time).RunAsync(Mail, (_, _) => Task.FromResult<IReadOnlyList<Verdict>>([]), Some.Ct);
        await time.UntilAsync(() => running.IsCompleted, "it ended");
        Assert.StartsWith("The queue main.fifo is gone;", (await Assert.ThrowsAsync<IOException>(() => running)).Message, StringComparison.Ordinal);
        _topology.Received(1).Forget();
    }

    [Fact]
    public async Task What_sqs_gave_up_is_collected_while_it_receives()
    {
        var time = new CountingTime();
        var sqs = new FakeSqs(time);
        using var stop = new CancellationTokenSource();
        var running = Subscriber(sqs, time).RunAsync(Mail, (_, _) => Task.FromResult<IReadOnlyList<Verdict>>([]), stop.Token);
        sqs.Dead.Add("a1");
        await time.UntilAsync(() => sqs.Dead.Count == 0, "it is collected", stepMs: 1_000);
        await _net.ReceivedWithAnyArgs(1).BuryAsync(null!, null!, 0, null!, Some.Ct);
        await stop.CancelAsync();
        await time.UntilAsync(() => running.IsCompleted, "it ended");
        await running;
    }

    [Fact]
    public async Task However_large_batches_may_be_no_more_than_100_messages_make_one()
    {
        var time = new CountingTime();
        var sqs = new FakeSqs(time);
        var receives = 0;
        sqs.Main.Before = (_, _) =>
        {
            Interlocked.Increment(ref receives);
            return Task.CompletedTask;
        };
        sqs.Main.Add([.. Enumerable.Range(0, 400).Select(n => $"{(char)('\u4e00' + n)}1")]);
        var (first, sizes) = (new TaskCompletionSource(), new ConcurrentQueue<int>());
        using var stop = new CancellationTokenSource();
        var running = Subscriber(sqs, time).RunAsync(Mail with { MaxBatch = 500 }, HandleAsync, stop.Token);

        await Eventually.IsTrueAsync(() => !sizes.IsEmpty, "the first batch is handled");
        await Eventually.IsStillAsync(() => Volatile.Read(ref receives), "as much is here as may wait");
        first.SetResult();
        await time.UntilAsync(() => sizes.Sum() == 400, "all were handled");
        await stop.CancelAsync();
        await time.UntilAsync(() => running.IsCompleted, "it ended");
        Assert.Equal(100, sizes.Max());

        async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
        {
            sizes.Enqueue(batch.Count);
            await first.Task;
            return [.. batch.Select(_ => Verdict.Ack)];
        }
    }

    [Fact, Enforces(25)]
    public async Task Declaring_tells_what_must_be_changed_and_waits_for_nobody_who_does_not_answer()
    {
        var time = new CountingTime();
        var subscriber = Subscriber(new FakeSqs(time), time);
        await subscriber.DeclareAsync(Mail, Some.Ct);
        _topology.QueueAsync(null!, Some.Ct).ReturnsForAnyArgs(Task.FromException<ConsumerQueue>(new SqsMismatchException(["It differs."])));
        Assert.Equal(["It differs."], (await Assert.ThrowsAsync<SettingsException>(() => subscriber.DeclareAsync(Mail, Some.Ct))).Problems);
        _topology.QueueAsync(null!, Some.Ct).ReturnsForAnyArgs(Task.FromException<ConsumerQueue>(new IOException("no route")));
        await subscriber.DeclareAsync(Mail, Some.Ct);
        _topology.QueueAsync(null!, Some.Ct).ReturnsForAnyArgs(new TaskCompletionSource<ConsumerQueue>().Task);
        var declaring = subscriber.DeclareAsync(Mail, Some.Ct);
        await time.UntilAsync(() => declaring.IsCompleted, "it goes on without");
        await declaring;
    }

    [Theory, Enforces(25)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 6, Explicit = true)]
    [InlineData(false, 6, Explicit = true)]
    public async Task Hours_in_which_nothing_can_be_handled_use_up_few_receives(bool outage, int hours)
    {
        var options = new ConsumerOptions();
        FakeSqs? sqs = null;
        var rig = new ConsumingRig(typeof(TransactionalConsumer), options, time =>
        {
            sqs = new FakeSqs(time, maxReceives: options.MaxAttempts + SqsOptions.Spare);
            return Subscriber(sqs, time);
        });
        var works = false;
        rig.Blame(DatabaseFault.Outage, e => e is IOException);
        rig.Outages.AnswersAsync().Returns(_ => works || !outage);
        rig.OnInbox = _ =>
        {
            if (outage && !works) throw new IOException("down");
        };
        rig.Script.Handle = (_, _) => works || outage ? Task.FromResult<Application.Consumers.Effect?>(null) : throw new InvalidDataException("odd");
        string[] names = [.. Enumerable.Range(0, 40).Select(n => $"{(char)('a' + (n % 12))}{n}")];
        sqs!.Main.Add(names);
        using var stop = new CancellationTokenSource();
        var running = rig.Host.RunAsync(stop.Token);

        var until = rig.Time.GetUtcNow().AddHours(hours);
        await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= until, "the hours passed", stepMs: 20_000);
        Assert.Empty(sqs.Main.GivenUp);
        Assert.InRange(sqs.Main.MostReceives, 1, outage ? 10 : 30);
        works = true;
        await rig.Time.UntilAsync(() => sqs.Main.Count == 0, "all is handled", stepMs: 30_000);

        Assert.Empty(sqs.Main.GivenUp);
        Assert.Equal(names.Length, rig.Committed.Count);
        await stop.CancelAsync();
        await rig.Time.UntilAsync(() => running.IsCompleted, "it stopped");
    }

    private SqsSubscriber Subscriber(FakeSqs sqs, TimeProvider time)
    {
        _topology.QueueAsync(null!, Some.Ct).ReturnsForAnyArgs(sqs.Urls);
        return new SqsSubscriber(
            _topology, sqs.Client, _net, new DeadLetterQueues(_topology, sqs.Client, _net, [], time, new RecordingLogger<DeadLetterQueues>()),
            new SqsOptions(), time, new RecordingLogger<SqsSubscriber>());
    }
}
