using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Support.Aws;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

/// <summary>With the real clients, against an emulator.</summary>
public sealed class ProvisioningServerTests : IDisposable
{
    private readonly SqsOptions _options;
    private readonly IAmazonSQS _sqs;
    private readonly SnsClient _sns;

    public ProvisioningServerTests(AwsFixture server)
    {
        _options = new SqsOptions { Name = server.NewName(), Aws = new AwsOptions(server.ServiceUrl, server.Region), Wait = TimeSpan.FromSeconds(1) };
        (_sqs, _sns) = (AwsClients.Sqs(_options.Aws), new SnsClient(_options.Aws));
    }

    [Theory]
    [InlineData(SqsKind.Fifo)]
    [InlineData(SqsKind.Standard)]
    internal async Task Create_may_run_again_and_Validate_finds_nothing_then(SqsKind kind)
    {
        var topic = await Topology(kind: kind).TopicAsync(Some.Ct);
        Assert.Equal(topic, await Topology(kind: kind).TopicAsync(Some.Ct));
        Assert.Equal(topic, await Topology(SqsProvisioning.Validate, kind).TopicAsync(Some.Ct));
        Assert.Equal(2, (await _sns.ListSubscriptionsByTopicAsync(topic, null, Some.Ct)).Subscriptions.Count);
    }

    [Fact]
    public async Task A_consumer_receives_the_types_it_handles_and_no_other()
    {
        var topology = Topology();
        var topic = await topology.TopicAsync(Some.Ct);
        await PublishAsync(topic, "file.deleted", "file.uploaded", "file.renamed");
        Assert.Equal(["file.renamed", "file.uploaded"], await ReceiveAsync(await topology.QueueAsync("indexer", Some.Ct)));
        Assert.Equal(["file.uploaded"], await ReceiveAsync(await topology.QueueAsync("mailer", Some.Ct)));
    }

    [Fact]
    public async Task What_somebody_has_changed_is_named_by_Validate_and_set_right_by_Create()
    {
        var topic = await Topology().TopicAsync(Some.Ct);
        var queue = await Topology().QueueAsync("indexer", Some.Ct);
        await _sqs.SetQueueAttributesAsync(queue.Url, new() { ["VisibilityTimeout"] = "60", ["Policy"] = "" }, Some.Ct);
        var subscription = (await _sns.ListSubscriptionsByTopicAsync(topic, null, Some.Ct)).Subscriptions[0];
        await _sns.SetSubscriptionAttributesAsync(subscription.SubscriptionArn, "RawMessageDelivery", "false", Some.Ct);
        await _sns.SetTopicAttributesAsync(topic, "ContentBasedDeduplication", "true", Some.Ct);

        var error = await Assert.ThrowsAsync<SqsMismatchException>(() => Topology(SqsProvisioning.Validate).TopicAsync(Some.Ct));

        Assert.Equal(4, error.Problems.Count);
        Assert.Contains($"The queue {_options.Name}-indexer.fifo has VisibilityTimeout 60; it must be 30.", error.Problems);
        Assert.Contains($"The topic {_options.Name}-events.fifo has ContentBasedDeduplication true; it must be false.", error.Problems);
        await Topology().TopicAsync(Some.Ct);
        await Topology(SqsProvisioning.Validate).TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task A_queue_that_was_deleted_is_made_again_after_Forget_and_receives()
    {
        var topology = Topology();
        var topic = await topology.TopicAsync(Some.Ct);
        var queue = await topology.QueueAsync("mailer", Some.Ct);
        await _sqs.DeleteQueueAsync(queue.Url, Some.Ct);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => ReceiveAsync(queue));

        topology.Forget();
        queue = await topology.QueueAsync("mailer", Some.Ct);
        await PublishAsync(topic, "file.deleted", "file.uploaded");
        Assert.Equal(["file.uploaded"], await ReceiveAsync(queue));
    }

    [Fact]
    public async Task Validate_names_all_that_is_missing()
    {
        var error = await Assert.ThrowsAsync<SqsMismatchException>(() => Topology(SqsProvisioning.Validate).TopicAsync(Some.Ct));
        Assert.Equal(5, error.Problems.Count);

        var queue = await Topology().QueueAsync("mailer", Some.Ct);
        Assert.NotEmpty(queue.Url);
        error = await Assert.ThrowsAsync<SqsMismatchException>(() => Topology(SqsProvisioning.Validate).TopicAsync(Some.Ct));
        Assert.Equal(2, error.Problems.Count);
        Assert.All(error.Problems, problem => Assert.StartsWith($"The queue {_options.Name}-indexer.fifo ", problem, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _sns.Dispose();
    }

    private SqsProvisioned Topology(SqsProvisioning mode = SqsProvisioning.Create, SqsKind kind = SqsKind.Fifo) => new(
        _options with { Provisioning = mode, Kind = kind }, new MessagingOptions(),
        [
            new Subscription("indexer", new HashSet<string> { "file.uploaded", "file.renamed" }, 10, 1),
            new Subscription("mailer", new HashSet<string> { "file.uploaded" }, 10, 1),
        ],
        8, _sns, _sqs, TimeProvider.System);

    private async Task PublishAsync(string topic, params string[] types)
    {
        var entries = types.Select(type =>
            new SnsEntry(type.Replace('.', '-'), type, new Dictionary<string, string> { ["type"] = type }, type, Guid.NewGuid().ToString()));
        Assert.Empty((await _sns.PublishBatchAsync(topic, [.. entries], Some.Ct)).Failed);
    }

    private async Task<IReadOnlyList<string>> ReceiveAsync(ConsumerQueue queue)
    {
        var answer = await _sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = queue.Url, MaxNumberOfMessages = 10, WaitTimeSeconds = 5 }, Some.Ct);
        return [.. (answer.Messages ?? []).Select(message => message.Body).Order()];
    }
}
