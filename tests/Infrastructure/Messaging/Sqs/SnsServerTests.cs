using System.Net;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Support;
using CleanFiles.Support.Aws;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>With a server that does what SNS and SQS do.</summary>
public sealed class SnsServerTests(AwsFixture aws) : IDisposable
{
    private static readonly Dictionary<string, string> Fifo = new() { ["FifoTopic"] = "true", ["ContentBasedDeduplication"] = "false" };
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly string _name = aws.NewName();
    private readonly SnsClient _sns = new(new AwsOptions(aws.ServiceUrl, aws.Region));
    private readonly IAmazonSQS _sqs = AwsClients.Sqs(new AwsOptions(aws.ServiceUrl, aws.Region));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sns.Dispose();
        _sqs.Dispose();
    }

    [Fact]
    public async Task A_topic_that_is_there_already_is_the_same_topic()
    {
        var first = await _sns.CreateTopicAsync($"{_name}-events.fifo", Fifo, Ct);
        var second = await _sns.CreateTopicAsync($"{_name}-events.fifo", Fifo, Ct);

        Assert.Equal(first, second);
        var attributes = await _sns.GetTopicAttributesAsync(first, Ct);
        Assert.Equal((first, "true"), (attributes["TopicArn"], attributes["FifoTopic"]));
    }

    [Fact]
    public async Task What_is_set_of_a_topic_is_read_back()
    {
        var topic = await _sns.CreateTopicAsync($"{_name}-events", Nothing, Ct);

        await _sns.SetTopicAttributesAsync(topic, "DisplayName", "Größe & mehr", Ct);

        Assert.Equal("Größe & mehr", (await _sns.GetTopicAttributesAsync(topic, Ct))["DisplayName"]);
    }

    [Fact]
    public async Task An_unknown_topic_is_not_found()
    {
        var known = await _sns.CreateTopicAsync($"{_name}-events", Nothing, Ct);

        var failure = await Assert.ThrowsAsync<SnsException>(() => _sns.GetTopicAttributesAsync($"{known}-unknown", Ct));

        Assert.Equal(("NotFound", HttpStatusCode.NotFound), (failure.ErrorCode, failure.StatusCode));
    }

    [Fact]
    public async Task A_subscribed_queue_gets_what_its_filter_lets_through_raw_and_with_attributes()
    {
        var topic = await _sns.CreateTopicAsync($"{_name}-events", Nothing, Ct);
        var queue = await QueueAsync($"{_name}-indexer", Nothing);
        var subscription = await _sns.SubscribeAsync(topic, "sqs", await ArnAsync(queue), Raw("file.uploaded"), Ct);

        Assert.Equal(subscription, await _sns.SubscribeAsync(topic, "sqs", await ArnAsync(queue), Raw("file.uploaded"), Ct));
        Assert.Equal(
            new SnsSubscription(subscription, "sqs", await ArnAsync(queue)),
            Assert.Single((await _sns.ListSubscriptionsByTopicAsync(topic, null, Ct)).Subscriptions));
        await _sns.PublishBatchAsync(topic, [Entry("1", "file.renamed"), Entry("2", "file.uploaded")], Ct);

        var message = Assert.Single(await ReceiveAsync(queue, 1));
        Assert.Equal(("body 2", "file.uploaded"), (message.Body, message.MessageAttributes["type"].StringValue));
    }

    [Fact]
    public async Task A_filter_that_is_set_later_counts_from_then_on()
    {
        var topic = await _sns.CreateTopicAsync($"{_name}-events", Nothing, Ct);
        var queue = await QueueAsync($"{_name}-indexer", Nothing);
        var subscription = await _sns.SubscribeAsync(topic, "sqs", await ArnAsync(queue), Raw("file.uploaded"), Ct);

        await _sns.SetSubscriptionAttributesAsync(subscription, "FilterPolicy", Filter("file.renamed"), Ct);
        await _sns.PublishBatchAsync(topic, [Entry("1", "file.uploaded"), Entry("2", "file.renamed")], Ct);

        Assert.Equal(["body 2"], (await ReceiveAsync(queue, 1)).Select(message => message.Body));
        var attributes = await _sns.GetSubscriptionAttributesAsync(subscription, Ct);
        Assert.Equal(Filter("file.renamed"), attributes["FilterPolicy"]);
    }

    [Fact, Enforces(24)]
    public async Task A_batch_of_ten_of_one_stream_arrives_in_its_order()
    {
        var topic = await _sns.CreateTopicAsync($"{_name}-events.fifo", Fifo, Ct);
        var queue = await QueueAsync($"{_name}-indexer.fifo", new() { ["FifoQueue"] = "true" });
        await _sns.SubscribeAsync(topic, "sqs", await ArnAsync(queue), Raw("file.uploaded"), Ct);
        var entries = Enumerable.Range(1, 10).Select(number =>
            Entry($"{number}", "file.uploaded") with { MessageGroupId = "stream", MessageDeduplicationId = $"{_name}-{number}" });

        var result = await _sns.PublishBatchAsync(topic, [.. entries], Ct);

        Assert.Empty(result.Failed);
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"{number}"), result.Successful.Select(success => success.Id));
        Assert.All(result.Successful, success => Assert.NotEmpty(success.MessageId));
        var messages = await ReceiveAsync(queue, 10);
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"body {number}"), messages.Select(message => message.Body));
    }

    [Fact]
    public async Task Who_cancels_a_long_poll_does_not_wait()
    {
        var queue = await QueueAsync($"{_name}-indexer", Nothing);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var poll = _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 }, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll.WaitAsync(TimeSpan.FromSeconds(5), Ct));
    }

    private static SnsEntry Entry(string id, string type) =>
        new(id, $"body {id}", new Dictionary<string, string> { ["type"] = type }, null, null);

    private static string Filter(string type) => JsonSerializer.Serialize(new Dictionary<string, string[]> { ["type"] = [type] });

    private static Dictionary<string, string> Raw(string type) => new() { ["RawMessageDelivery"] = "true", ["FilterPolicy"] = Filter(type) };

    private async Task<string> QueueAsync(string name, Dictionary<string, string> attributes) =>
        (await _sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = attributes }, Ct)).QueueUrl;

    private async Task<string> ArnAsync(string queue) => (await _sqs.GetQueueAttributesAsync(queue, ["QueueArn"], Ct)).QueueARN;

    private async Task<List<Message>> ReceiveAsync(string queue, int count)
    {
        var received = new List<Message>();
        var request = new ReceiveMessageRequest
        {
            QueueUrl = queue,
            MaxNumberOfMessages = 10,
            WaitTimeSeconds = 1,
            MessageAttributeNames = ["All"],
        };
        await Eventually.IsTrueAsync(
            async () =>
            {
                // Deleted at once: of a stream that has a message in flight SQS may hold back the rest.
                foreach (var message in (await _sqs.ReceiveMessageAsync(request, Ct)).Messages ?? [])
                {
                    received.Add(message);
                    await _sqs.DeleteMessageAsync(queue, message.ReceiptHandle, Ct);
                }
                return received.Count >= count;
            },
            $"{count} messages arrived");
        return received;
    }
}
