using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class ValidateTests
{
    [Fact]
    public async Task What_Create_has_made_is_as_it_must_be()
    {
        using var rig = await TopologyRig.CreatedAsync();
        Assert.Equal(rig.Aws.Arn("sns", TopologyRig.Topic), await rig.Validating.TopicAsync(Some.Ct));
        Assert.Equal(new ConsumerQueue(FakeSqs.Url(TopologyRig.Mailer), FakeSqs.Url(TopologyRig.MailerDead)), await rig.Validating.QueueAsync("mailer", Some.Ct));
        Assert.Empty(rig.Aws.Changes);
    }

    [Fact]
    public async Task Where_there_is_nothing_every_queue_is_named_and_nothing_made()
    {
        using var rig = new TopologyRig();
        Assert.Equal(
            [
                "The topic cleanfiles-events.fifo cannot be looked for, as its account is told by the queues and there is none; create it, "
                + "or let the service do so with Messaging:Sqs:Provisioning=Create.",
                .. new[] { TopologyRig.IndexerDead, TopologyRig.Indexer, TopologyRig.MailerDead, TopologyRig.Mailer }.Select(queue =>
                    $"The queue {queue} does not exist; create it, or let the service do so with Messaging:Sqs:Provisioning=Create."),
            ],
            await rig.ProblemsAsync());
        Assert.Empty(rig.Aws.Changes);
    }

    [Fact]
    public async Task A_missing_topic_is_found_missing_by_the_account_of_any_queue()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Aws.Topics.Clear();
        rig.Aws.Subscriptions.Clear();
        rig.Aws.Sqs.Queues.Remove(TopologyRig.Indexer);
        rig.Aws.Sqs.Queues.Remove(TopologyRig.IndexerDead);

        var problems = await rig.ProblemsAsync();

        Assert.Equal(5, problems.Count);
        Assert.Equal(
            "The topic cleanfiles-events.fifo does not exist; create it, or let the service do so with Messaging:Sqs:Provisioning=Create.", problems[0]);
        Assert.Equal(
            "The queue cleanfiles-mailer.fifo is not subscribed to the topic cleanfiles-events.fifo; subscribe it, or let the service do so with "
            + "Messaging:Sqs:Provisioning=Create. It needs FilterPolicy {\"type\":[\"file.uploaded\"]}, FilterPolicyScope MessageAttributes, "
            + "RawMessageDelivery true.",
            problems[^1]);
        Assert.Empty(rig.Aws.Changes);
    }

    [Fact, Enforces(25)]
    public async Task Every_difference_is_told_at_once_and_nothing_changed()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Aws.Topics[TopologyRig.Topic]["FifoThroughputScope"] = "Topic";
        (rig.Queue(TopologyRig.Indexer)["VisibilityTimeout"], rig.Queue(TopologyRig.Indexer)["MaximumMessageSize"]) = ("60", "1024");
        rig.Queue(TopologyRig.MailerDead)["MessageRetentionPeriod"] = "345600";
        rig.Queue(TopologyRig.Mailer).Remove("RedrivePolicy");
        rig.Subscription(TopologyRig.Mailer).Attributes["RawMessageDelivery"] = "false";
        rig.Subscription(TopologyRig.Indexer).Attributes.Remove("FilterPolicy");

        Assert.Equal(
            [
                "The topic cleanfiles-events.fifo has FifoThroughputScope Topic; it must be MessageGroup.",
                "The queue cleanfiles-indexer.fifo has VisibilityTimeout 60; it must be 40.",
                "The queue cleanfiles-indexer.fifo has MaximumMessageSize 1024; it must be 262144 or more.",
                "The subscription of the queue cleanfiles-indexer.fifo has no FilterPolicy; it must be {\"type\":[\"file.renamed\",\"file.uploaded\"]}, or let more types through.",
                "The queue cleanfiles-mailer-dead.fifo has MessageRetentionPeriod 345600; it must be 1209600.",
                "The queue cleanfiles-mailer.fifo has no RedrivePolicy; it must be "
                + $"{{\"deadLetterTargetArn\":\"{rig.Aws.Arn("sqs", TopologyRig.MailerDead)}\",\"maxReceiveCount\":8}}.",
                "The subscription of the queue cleanfiles-mailer.fifo has RawMessageDelivery false; it must be true.",
            ],
            await rig.ProblemsAsync());
        Assert.Empty(rig.Aws.Changes);
    }

    [Fact]
    public async Task A_consumer_hears_only_of_the_topic_and_its_own()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Queue(TopologyRig.Indexer)["VisibilityTimeout"] = "60";
        await rig.Validating.QueueAsync("mailer", Some.Ct);
        var error = await Assert.ThrowsAsync<SqsMismatchException>(() => rig.Validating.QueueAsync("indexer", Some.Ct));
        Assert.Equal("The queue cleanfiles-indexer.fifo has VisibilityTimeout 60; it must be 40.", Assert.Single(error.Problems));
        Assert.Equal(error.Problems[0], error.Message);
    }

    [Fact]
    public async Task Larger_messages_than_the_topic_lets_through_are_told()
    {
        using var made = await TopologyRig.CreatedAsync();
        using var rig = new TopologyRig(made.Aws) { Messaging = new MessagingOptions { MaxEnvelopeBytes = 500_000 } };
        Assert.Equal("The topic cleanfiles-events.fifo has MaximumMessageSize 262144; it must be 500000 or more.", Assert.Single(await rig.ProblemsAsync()));
    }

    [Fact]
    public async Task What_is_written_otherwise_and_means_the_same_or_is_stricter_is_no_difference()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var queue = rig.Queue(TopologyRig.Indexer);
        (queue["KmsMasterKeyId"], queue["SqsManagedSseEnabled"], queue["MaximumMessageSize"]) = ("alias/own", "false", "262144");
        queue["RedrivePolicy"] = $$"""{"maxReceiveCount":"8", "deadLetterTargetArn":"{{rig.Aws.Arn("sqs", TopologyRig.IndexerDead)}}"}""";
        rig.Subscription(TopologyRig.Indexer).Attributes["FilterPolicy"] = """{ "type": ["file.uploaded", "file.renamed"] }""";
        rig.Aws.Topics[TopologyRig.Topic]["MaximumMessageSize"] = "1048576";

        await rig.Validating.TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task A_difference_is_looked_for_anew_at_each_try_until_there_is_none()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var topology = rig.Validating;
        rig.Queue(TopologyRig.Indexer)["VisibilityTimeout"] = "60";
        await Assert.ThrowsAsync<SqsMismatchException>(() => topology.TopicAsync(Some.Ct));
        rig.Queue(TopologyRig.Indexer)["VisibilityTimeout"] = "40";
        await topology.TopicAsync(Some.Ct);
    }
}
