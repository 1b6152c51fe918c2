using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

public sealed class DeadLetterQueuesTests
{
    private readonly CountingTime _time = new();
    private readonly FakeSqs _sqs;
    private readonly ISqsTopology _topology = Substitute.For<ISqsTopology>();
    private readonly IDeadLetterNet _net = Substitute.For<IDeadLetterNet>();
    private readonly List<(string Consumer, Envelope Envelope, int Attempts, string Reason)> _buried = [];
    private Func<Envelope, Task> _bury = _ => Task.CompletedTask;

    public DeadLetterQueuesTests()
    {
        _sqs = new FakeSqs(_time);
        _topology.QueueAsync("mail", Arg.Any<CancellationToken>()).Returns(_sqs.Urls);
        _topology.QueueAsync("gone", Arg.Any<CancellationToken>()).Returns(Task.FromException<ConsumerQueue>(new IOException("no route")));
        _net.BuryAsync(null!, null!, 0, null!, Some.Ct).ReturnsForAnyArgs(async call =>
        {
            await _bury((Envelope)call[1]);
            _buried.Add(((string)call[0], (Envelope)call[1], (int)call[2], (string)call[3]));
        });
    }

    [Fact, Enforces(25)]
    public async Task What_lies_there_is_buried_with_its_reason_if_it_has_one_and_then_deleted()
    {
        _sqs.Dead.OnTheWay = message =>
        {
            if (message.Body.Contains("\"2\"", StringComparison.Ordinal) || message.Body == "odd")
                message.MessageAttributes = new() { ["reason"] = new MessageAttributeValue { StringValue = "the host's" } };
        };
        var deleted = -1;
        _bury = _ =>
        {
            deleted = _sqs.Dead.Deletes.Count;
            return Task.CompletedTask;
        };
        _sqs.Dead.Add("a1");
        _sqs.Dead.Put("x", "odd", "b", count: 44);
        _sqs.Dead.Put("y", "{}", "c");
        await CollectedAsync("mail");
        Assert.Equal(0, _sqs.Dead.Count);
        Assert.Equal(0, deleted);
        Assert.Equal(
            [
                ("happened", 1, "SQS delivered it as often as it does; nobody could record why it failed."),
                ("unreadable", 45, "the host's"),
                ("unreadable", 1, "The attribute specversion is missing."),
            ],
            _buried.Select(letter => (letter.Envelope.Type, letter.Attempts, letter.Reason)));
    }

    [Fact, Enforces(25)]
    public async Task What_cannot_be_buried_stays_is_told_and_holds_up_no_other()
    {
        _bury = envelope => envelope.Stream == "a" ? Task.FromException(new IOException("odd")) : Task.CompletedTask;
        _sqs.Dead.Add("a1", "b1", "c1");
        Assert.Equal("odd", (await Assert.ThrowsAsync<IOException>(() => CollectedAsync("mail"))).Message);
        Assert.Equal(["b", "c"], _buried.Select(letter => letter.Envelope.Stream).Order());
        Assert.Equal(["b1", "c1"], _sqs.Dead.Deleted.Order());
    }

    [Fact, Enforces(25)]
    public async Task One_consumer_whose_queue_fails_holds_up_no_other()
    {
        _sqs.Dead.Add("a1");
        await Assert.ThrowsAsync<IOException>(() => CollectedAsync("gone", "mail"));
        Assert.Equal("mail", Assert.Single(_buried).Consumer);
    }

    [Fact, Enforces(25)]
    public async Task It_goes_on_after_failures_and_ends_when_cancelled()
    {
        var calls = 0;
        _sqs.Dead.Before = (_, ct) => ++calls == 1 ? throw new QueueDoesNotExistException("gone") : Task.CompletedTask;
        using var stop = new CancellationTokenSource();
        var run = Queues().RunAsync("mail", stop.Token);
        _sqs.Dead.Add("a1");
        await _time.UntilAsync(() => _buried.Count == 1, "it was collected", stepMs: 1_000);
        _topology.Received(1).Forget();
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
    }

    [Fact]
    public async Task A_call_that_fails_because_it_is_cancelled_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        _sqs.Dead.Before = (_, _) =>
        {
            stop.Cancel();
            throw new IOException("broken off");
        };
        await Queues().RunAsync("mail", stop.Token).WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
    }

    [Theory]
    [InlineData(null, "No reason was given.")]
    [InlineData("", "No reason was given.")]
    [InlineData("\r\n \0", "No reason was given.")]
    [InlineData(" a\tb\uffff\ufffe \ud83d\ude00", "a b   \ud83d\ude00")]
    public void A_reason_is_text_that_sqs_takes(string? reason, string expected) => Assert.Equal(expected, DeadReason.Of(reason));

    [Fact]
    public void A_long_reason_is_cut_between_characters()
    {
        var reason = DeadReason.Of(new string('a', 999) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 50)));
        Assert.Equal(new string('a', 999) + "\ud83d\ude00", reason);
    }

    private async Task CollectedAsync(params string[] consumers)
    {
        var collecting = Queues(consumers).CollectAsync(Some.Ct);
        await _time.UntilAsync(() => collecting.IsCompleted, "all is collected");
        await collecting;
    }

    private DeadLetterQueues Queues(params string[] consumers) => new(
        _topology, _sqs.Client, _net, [.. consumers.Select(name => new Subscription(name, new HashSet<string>(), 1, 1))], _time, new RecordingLogger<DeadLetterQueues>());
}
