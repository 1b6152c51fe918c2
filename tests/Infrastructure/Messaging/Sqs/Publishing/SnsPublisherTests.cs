using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Support;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Publishing;

public sealed class SnsPublisherTests
{
    private readonly ISns _sns = Substitute.For<ISns>();
    private readonly ISqsTopology _topology = Substitute.For<ISqsTopology>();
    private readonly CountingTime _time = new();
    private readonly ConcurrentQueue<IReadOnlyList<SnsEntry>> _calls = [];
    private Func<IReadOnlyList<SnsEntry>, CancellationToken, Task<SnsBatchResult>> _answer = (entries, _) => Task.FromResult(Accept(entries));

    public SnsPublisherTests()
    {
        _topology.TopicAsync(Some.Ct).ReturnsForAnyArgs("arn:topic");
        _sns.PublishBatchAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            _calls.Enqueue(call.Arg<IReadOnlyList<SnsEntry>>());
            return _answer(call.Arg<IReadOnlyList<SnsEntry>>(), call.Arg<CancellationToken>());
        });
    }

    [Theory, Enforces(25)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_entry_is_the_event_with_its_type_and_on_a_fifo_topic_with_stream_and_id(bool fifo)
    {
        var envelope = Some.Envelope("stream-7", 3);
        Assert.Equal([PublishResult.Accepted], await PublishAsync(fifo, envelope));
        var entry = Assert.Single(Assert.Single(_calls));
        Assert.Equal(fifo ? ("stream-7", envelope.Id.ToString()) : (null, null), (entry.MessageGroupId, entry.MessageDeduplicationId));
        Assert.Equal([KeyValuePair.Create("type", "file.renamed")], entry.Attributes);
        var read = CloudEventReader.Read(Encoding.UTF8.GetBytes(entry.Message));
        Assert.Equal((envelope.Id, 3, "stream-7"), (read.Id, read.Version, read.Stream));
        await _sns.Received(1).PublishBatchAsync("arn:topic", Arg.Any<IReadOnlyList<SnsEntry>>(), Arg.Any<CancellationToken>());
    }

    [Fact, Enforces(25)]
    public async Task Ten_go_in_a_call_and_all_calls_at_once_and_the_answers_come_in_the_order_of_the_batch()
    {
        var gate = new TaskCompletionSource();
        _answer = async (entries, _) =>
        {
            await gate.Task;
            return new SnsBatchResult(
                [.. entries.Where(entry => entry.Id != "13").Reverse().Select(entry => new SnsSuccess(entry.Id, "m"))],
                [.. entries.Where(entry => entry.Id == "13").Select(entry => new SnsFailure(entry.Id, "InvalidParameter", "no", true))]);
        };
        var publishing = PublishAsync(true, [.. Enumerable.Range(0, 35).Select(n => Some.Envelope($"s{n}"))]);
        await Eventually.IsTrueAsync(() => _calls.Count == 4, "all calls are under way");
        Assert.Equal([10, 10, 10, 5], _calls.Select(call => call.Count));
        gate.SetResult();
        var results = await publishing;
        Assert.Equal([13], Enumerable.Range(0, 35).Where(n => results[n].Status != PublishStatus.Accepted));
    }

    [Fact, Enforces(25)]
    public async Task Only_what_failed_is_sent_again_and_after_three_tries_it_is_an_outage()
    {
        _answer = (entries, _) => Task.FromResult(new SnsBatchResult(
            [.. entries.Where(entry => entry.Id is "0" or "3" || (entry.Id == "1" && _calls.Count == 2)).Select(entry => new SnsSuccess(entry.Id, "m"))],
            [.. entries.Where(entry => entry.Id == "2" || (entry.Id == "1" && _calls.Count < 2)).Select(entry => new SnsFailure(entry.Id, "InternalError", "later", false))]));
        var results = await PublishedAsync(true, Some.Envelope("a"), Some.Envelope("b"), Some.Envelope("c"), Some.Envelope("d"));
        Assert.Equal(["0 1 2 3", "1 2", "2"], _calls.Select(Ids));
        Assert.Equal(
            [PublishResult.Accepted, PublishResult.Accepted, PublishResult.Unavailable("InternalError: later"), PublishResult.Accepted], results);
    }

    [Fact, Enforces(25)]
    public async Task What_is_the_senders_fault_is_rejected_at_once_with_code_and_message()
    {
        _answer = (entries, _) => Task.FromResult(new SnsBatchResult([], [new SnsFailure("0", "InvalidParameter", "too odd", true)]));
        Assert.Equal([PublishResult.Rejected("InvalidParameter: too odd")], await PublishAsync(true, Some.Envelope()));
        Assert.Single(_calls);
    }

    [Theory, Enforces(25)]
    [InlineData("Throttling")]
    [InlineData("ThrottledException")]
    [InlineData("KMSAccessDenied")]
    [InlineData("AuthorizationError")]
    public async Task What_an_operator_can_end_is_an_outage_although_sns_blames_the_sender(string code)
    {
        _answer = (entries, _) => Task.FromResult(new SnsBatchResult([], [new SnsFailure("0", code, null, true)]));
        Assert.Equal([PublishResult.Unavailable(code)], await PublishedAsync(true, Some.Envelope()));
        Assert.Equal(3, _calls.Count);
    }

    [Fact, Enforces(25)]
    public async Task An_entry_without_an_answer_is_not_accepted()
    {
        _answer = (entries, _) => Task.FromResult(new SnsBatchResult([new SnsSuccess("0", "m"), new SnsSuccess("77", "m")], []));
        Assert.Equal([PublishStatus.Accepted, PublishStatus.Unavailable], (await PublishedAsync(true, Some.Envelope("a"), Some.Envelope("b"))).Select(r => r.Status));
    }

    [Fact, Enforces(25)]
    public async Task A_call_that_fails_is_an_outage_for_its_entries_alone()
    {
        _answer = (entries, _) => entries[0].Id == "10" ? throw Error("ExpiredToken", "The security token included in the request is expired")
            : Task.FromResult(Accept(entries));
        var results = await PublishAsync(true, [.. Enumerable.Range(0, 25).Select(n => Some.Envelope($"s{n}"))]);
        Assert.All(results.Index(), one => Assert.Equal(one.Index is >= 10 and < 20 ? PublishStatus.Unavailable : PublishStatus.Accepted, one.Item.Status));
        Assert.Equal("The security token included in the request is expired", results[10].Reason);
    }

    [Theory, Enforces(25)]
    [InlineData("InvalidParameter", "Unavailable")]
    [InlineData("ValidationException", "Unavailable")]
    [InlineData("BatchRequestTooLong", "Rejected")]
    public async Task A_call_that_is_refused_for_what_is_in_it_is_sent_entry_by_entry(string code, string alone)
    {
        _answer = (entries, _) => entries.Count > 1 || entries[0].Id == "1" ? throw Error(code, "odd") : Task.FromResult(Accept(entries));
        var results = await PublishedAsync(true, Some.Envelope("a"), Some.Envelope("b"), Some.Envelope("c"));
        Assert.Equal(["Accepted", alone, "Accepted"], results.Select(result => result.Status.ToString()));
        Assert.Equal(["0", "0 1 2", "1", "2"], _calls.Select(Ids).Order());
    }

    [Theory, Enforces(25)]
    [InlineData("NotFound", 1)]
    [InlineData("AuthorizationError", 0)]
    public async Task A_topic_that_is_gone_is_looked_for_anew(string code, int forgotten)
    {
        _answer = (_, _) => throw Error(code, "Topic does not exist");
        Assert.Equal([PublishResult.Unavailable("Topic does not exist")], await PublishAsync(true, Some.Envelope()));
        _topology.Received(forgotten).Forget();
    }

    [Fact]
    public async Task A_topic_that_is_not_as_it_must_be_is_an_outage_of_all()
    {
        _topology.TopicAsync(Some.Ct).ReturnsForAnyArgs(Task.FromException<string>(new SqsMismatchException(["It differs."])));
        await Assert.ThrowsAsync<SqsMismatchException>(() => PublishAsync(true, Some.Envelope()));
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Who_cancels_does_not_wait_neither_for_an_answer_nor_for_the_next_try()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Some.Ct);
        _answer = async (entries, ct) =>
        {
            if (entries[0].Id == "0") await Task.Delay(Timeout.Infinite, ct);
            return new SnsBatchResult([], []);
        };
        var publishing = Publisher(true).PublishAsync([.. Enumerable.Range(0, 11).Select(n => Some.Envelope($"s{n}"))], cancel.Token);
        await Eventually.IsTrueAsync(() => _calls.Count == 2 && _time.Timers > 0, "one waits for an answer and one for its next try");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct));
    }

    [Fact, Enforces(25)]
    public void What_xml_does_not_know_arrives_as_the_same_event()
    {
        var envelope = Some.Envelope(data: "{\"name\":\"a\ufffe\uffff\u0085\ud83d\ude00\"}");
        var message = SnsMessage.Of(envelope, 0, fifo: true);
        Assert.DoesNotContain(message.Entry.Message, character => character is '\ufffe' or '\uffff' || (character < ' ' && character is not ('\t' or '\n' or '\r')));
        var read = CloudEventReader.Read(Encoding.UTF8.GetBytes(message.Entry.Message));
        Assert.Equal("a\ufffe\uffff\u0085\ud83d\ude00", JsonDocument.Parse(read.Data).RootElement.GetProperty("name").GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(message.Entry.Message) + "type".Length + "String".Length + "file.renamed".Length, message.Bytes);
    }

    private SnsPublisher Publisher(bool fifo) =>
        new(_sns, _topology, new SqsOptions { Kind = fifo ? SqsKind.Fifo : SqsKind.Standard }, new MessagingOptions(), _time);

    private Task<IReadOnlyList<PublishResult>> PublishAsync(bool fifo, params Envelope[] batch) => Publisher(fifo).PublishAsync(batch, Some.Ct);

    private async Task<IReadOnlyList<PublishResult>> PublishedAsync(bool fifo, params Envelope[] batch)
    {
        var publishing = PublishAsync(fifo, batch);
        await _time.UntilAsync(() => publishing.IsCompleted, "it was answered");
        return await publishing;
    }

    private static SnsBatchResult Accept(IReadOnlyList<SnsEntry> entries) => new([.. entries.Select(entry => new SnsSuccess(entry.Id, "m"))], []);

    private static string Ids(IReadOnlyList<SnsEntry> entries) => string.Join(' ', entries.Select(entry => entry.Id));

    private static SnsException Error(string code, string message) => new(message, null, ErrorType.Sender, code, "r", HttpStatusCode.BadRequest);
}
