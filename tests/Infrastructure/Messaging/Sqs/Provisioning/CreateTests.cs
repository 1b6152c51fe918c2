using Amazon.SQS.Model;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class CreateTests
{
    [Fact, Enforces(25)]
    public async Task The_topic_is_given_out_when_every_consumer_has_its_queues_and_is_subscribed()
    {
        using var rig = new TopologyRig();
        Assert.Equal($"arn:aws:sns:eu-central-1:{FakeAws.Account}:{TopologyRig.Topic}", await rig.Creating.TopicAsync(Some.Ct));

        Assert.Equal(
            [TopologyRig.IndexerDead, TopologyRig.Indexer, TopologyRig.MailerDead, TopologyRig.Mailer], rig.Aws.Sqs.Queues.Keys);
        Assert.Equal([rig.Aws.Arn("sqs", TopologyRig.Indexer), rig.Aws.Arn("sqs", TopologyRig.Mailer)], rig.Aws.Subscriptions.Select(one => one.Endpoint));
        Assert.DoesNotContain(rig.Aws.Changes, call => call.StartsWith("Set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fifo_topic_and_its_queues_count_limits_and_duplicates_for_each_message_group()
    {
        using var rig = await TopologyRig.CreatedAsync();
        Assert.Equal(
            new Dictionary<string, string> { ["FifoTopic"] = "true", ["ContentBasedDeduplication"] = "false", ["FifoThroughputScope"] = "MessageGroup" },
            rig.Aws.Topics[TopologyRig.Topic]);
        var must = new Dictionary<string, string>
        {
            ["FifoQueue"] = "true",
            ["ContentBasedDeduplication"] = "false",
            ["DeduplicationScope"] = "messageGroup",
            ["FifoThroughputLimit"] = "perMessageGroupId",
            ["VisibilityTimeout"] = "40",
            ["ReceiveMessageWaitTimeSeconds"] = "20",
            ["MessageRetentionPeriod"] = "1209600",
            ["MaximumMessageSize"] = "1048576",
        };
        Assert.Equal(4, rig.Aws.Sqs.Queues.Count);
        Assert.All(rig.Aws.Sqs.Queues.Values, queue => Assert.Equal(must, queue.Where(one => must.ContainsKey(one.Key)).ToDictionary()));
    }

    [Fact]
    public async Task Standard_ones_have_no_attribute_of_fifo()
    {
        using var rig = await TopologyRig.CreatedAsync(new TopologyRig { Options = new SqsOptions { Kind = SqsKind.Standard } });
        Assert.Empty(rig.Aws.Topics["cleanfiles-events"]);
        Assert.Equal(4, rig.Aws.Sqs.Queues.Count);
        Assert.All(rig.Aws.Sqs.Queues.Values, queue => Assert.DoesNotContain(queue.Keys, name => name.Contains("Fifo", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("aws", "eu-central-1")]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    public async Task Redrive_and_policy_name_what_is_in_the_partition_region_and_account_of_the_queues(string partition, string region)
    {
        using var rig = await TopologyRig.CreatedAsync(new TopologyRig(new FakeAws(partition, region)));
        var here = $"{region}:{FakeAws.Account}";
        Assert.Equal(
            $$"""{"deadLetterTargetArn":"arn:{{partition}}:sqs:{{here}}:cleanfiles-indexer-dead.fifo","maxReceiveCount":8}""",
            rig.Queue(TopologyRig.Indexer)["RedrivePolicy"]);
        Assert.Equal(
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage",
            "Resource":"QUEUE","Condition":{"ArnEquals":{"aws:SourceArn":"TOPIC"},"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}
            """
                .ReplaceLineEndings("")
                .Replace("QUEUE", $"arn:{partition}:sqs:{here}:cleanfiles-indexer.fifo", StringComparison.Ordinal)
                .Replace("TOPIC", $"arn:{partition}:sns:{here}:cleanfiles-events.fifo", StringComparison.Ordinal),
            rig.Queue(TopologyRig.Indexer)["Policy"]);
        Assert.False(rig.Queue(TopologyRig.IndexerDead).ContainsKey("Policy"));
        Assert.False(rig.Queue(TopologyRig.IndexerDead).ContainsKey("RedrivePolicy"));
    }

    [Fact]
    public async Task A_subscription_delivers_raw_and_only_the_types_that_its_consumer_handles()
    {
        using var rig = await TopologyRig.CreatedAsync();
        Assert.Equal("sqs", rig.Subscription(TopologyRig.Indexer).Protocol);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["FilterPolicy"] = """{"type":["file.renamed","file.uploaded"]}""",
                ["FilterPolicyScope"] = "MessageAttributes",
                ["RawMessageDelivery"] = "true",
            },
            rig.Subscription(TopologyRig.Indexer).Attributes);
    }

    [Fact, Enforces(25)]
    public async Task Events_of_another_service_come_from_its_topic_which_may_send_to_that_queue_too()
    {
        using var rig = new TopologyRig { MailerTypes = ["file.uploaded", "order.placed"], MailerElsewhere = { ["orders-events.fifo"] = new HashSet<string> { "order.placed" } } };
        await rig.Aws.CreateTopicAsync("orders-events.fifo", new Dictionary<string, string> { ["FifoTopic"] = "true" }, Some.Ct);

        await TopologyRig.CreatedAsync(rig);

        var queue = rig.Aws.Arn("sqs", TopologyRig.Mailer);
        Assert.Equal(
            [(rig.Aws.Arn("sns", TopologyRig.Topic), """{"type":["file.uploaded"]}"""), (rig.Aws.Arn("sns", "orders-events.fifo"), """{"type":["order.placed"]}""")],
            rig.Aws.Subscriptions.Where(one => one.Endpoint == queue).Select(one => (one.TopicArn, one.Attributes["FilterPolicy"])));
        Assert.Contains(
            $"\"aws:SourceArn\":[\"{rig.Aws.Arn("sns", TopologyRig.Topic)}\",\"{rig.Aws.Arn("sns", "orders-events.fifo")}\"]", rig.Queue(TopologyRig.Mailer)["Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("orders", rig.Queue(TopologyRig.Indexer)["Policy"], StringComparison.Ordinal);
        await rig.Validating.TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task Who_handles_nothing_of_this_service_is_not_subscribed_to_its_topic()
    {
        using var rig = new TopologyRig { MailerTypes = ["order.placed"], MailerElsewhere = { ["orders-events.fifo"] = new HashSet<string> { "order.placed" } } };
        await rig.Aws.CreateTopicAsync("orders-events.fifo", new Dictionary<string, string> { ["FifoTopic"] = "true" }, Some.Ct);

        await TopologyRig.CreatedAsync(rig);

        Assert.Equal(rig.Aws.Arn("sns", "orders-events.fifo"), rig.Subscription(TopologyRig.Mailer).TopicArn);
    }

    [Fact]
    public async Task A_topic_of_another_service_that_is_not_there_is_told_and_never_made()
    {
        using var rig = new TopologyRig { MailerTypes = ["order.placed"], MailerElsewhere = { ["orders-events.fifo"] = new HashSet<string> { "order.placed" } } };

        var refused = await Assert.ThrowsAsync<SqsMismatchException>(() => rig.Creating.QueueAsync("mailer", Some.Ct));

        Assert.Contains(
            "The topic orders-events.fifo, from which mailer hears of order.placed, does not exist; start the service first that publishes to it.", refused.Problems);
        Assert.DoesNotContain("orders-events.fifo", rig.Aws.Topics.Keys);
    }

    [Fact]
    public async Task What_is_as_it_must_be_is_only_looked_at()
    {
        using var rig = await TopologyRig.CreatedAsync();
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Empty(rig.Aws.Changes);
        Assert.NotEmpty(rig.Aws.Calls);
    }

    [Fact]
    public async Task One_consumers_queue_needs_only_the_topic_and_what_is_its_own()
    {
        using var rig = new TopologyRig();
        var queue = await rig.Creating.QueueAsync("indexer", Some.Ct);
        Assert.Equal(new ConsumerQueue(FakeSqs.Url(TopologyRig.Indexer), FakeSqs.Url(TopologyRig.IndexerDead)), queue);
        Assert.NotNull(rig.Subscription(TopologyRig.Indexer));
        Assert.DoesNotContain(rig.Aws.Calls, call => call.StartsWith("Create", StringComparison.Ordinal) && call.Contains("mailer", StringComparison.Ordinal));
    }

    [Fact, Enforces(25)]
    public async Task A_queue_that_differs_is_brought_to_what_it_must_be_in_one_call()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var queue = rig.Queue(TopologyRig.Indexer);
        var before = new Dictionary<string, string>(queue);
        (queue["VisibilityTimeout"], queue["FifoThroughputLimit"], queue["DeduplicationScope"]) = ("60", "perQueue", "queue");
        queue["MaximumMessageSize"] = "1024";
        queue["RedrivePolicy"] = queue["RedrivePolicy"].Replace("8", "3", StringComparison.Ordinal);
        queue.Remove("Policy");

        await rig.Creating.TopicAsync(Some.Ct);

        Assert.Equal(before, rig.Queue(TopologyRig.Indexer));
        Assert.Equal(
            [$"SetQueueAttributes {TopologyRig.Indexer} DeduplicationScope,FifoThroughputLimit,MaximumMessageSize,Policy,RedrivePolicy,VisibilityTimeout"],
            rig.Aws.Changes);
    }

    [Fact]
    public async Task What_an_operator_added_beside_that_stays()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var queue = rig.Queue(TopologyRig.Indexer);
        (queue["KmsMasterKeyId"], queue["DelaySeconds"], queue["MaximumMessageSize"], queue["VisibilityTimeout"]) = ("alias/own", "1", "300000", "60");
        rig.Aws.Topics[TopologyRig.Topic]["KmsMasterKeyId"] = "alias/own";
        rig.Subscription(TopologyRig.Indexer).Attributes["RedrivePolicy"] = "{}";

        await rig.Creating.TopicAsync(Some.Ct);

        queue = rig.Queue(TopologyRig.Indexer);
        Assert.Equal(("alias/own", "1", "300000", "40"), (queue["KmsMasterKeyId"], queue["DelaySeconds"], queue["MaximumMessageSize"], queue["VisibilityTimeout"]));
        Assert.Equal([$"SetQueueAttributes {TopologyRig.Indexer} VisibilityTimeout"], rig.Aws.Changes);
    }

    [Fact]
    public async Task A_topic_that_differs_is_brought_to_what_it_must_be()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var topic = rig.Aws.Topics[TopologyRig.Topic];
        (topic["ContentBasedDeduplication"], topic["FifoThroughputScope"]) = ("true", "Topic");
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal(("false", "MessageGroup"), (topic["ContentBasedDeduplication"], topic["FifoThroughputScope"]));
    }

    [Fact]
    public async Task A_subscription_that_differs_is_brought_to_what_it_must_be_without_ever_being_made_anew()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var subscription = rig.Subscription(TopologyRig.Indexer);
        subscription.Attributes.Clear();
        subscription.Attributes["FilterPolicyScope"] = "MessageBody";
        subscription.Attributes["FilterPolicy"] = """{"data":{"name":["a"]}}""";

        await rig.Creating.TopicAsync(Some.Ct);

        Assert.Equal("""{"type":["file.renamed","file.uploaded"]}""", subscription.Attributes["FilterPolicy"]);
        Assert.Equal(("MessageAttributes", "true"), (subscription.Attributes["FilterPolicyScope"], subscription.Attributes["RawMessageDelivery"]));
        Assert.All(rig.Aws.Changes, call => Assert.StartsWith("SetSubscriptionAttributes", call, StringComparison.Ordinal));
        Assert.Equal(2, rig.Aws.Subscriptions.Count);
    }

    [Fact]
    public async Task A_new_release_that_handles_another_type_sets_only_the_filter()
    {
        using var old = await TopologyRig.CreatedAsync();
        using var rig = new TopologyRig(old.Aws) { IndexerTypes = ["file.deleted", "file.uploaded"] };
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal([$"SetSubscriptionAttributes FilterPolicy {TopologyRig.Indexer}"], rig.Aws.Changes);
        Assert.Equal("""{"type":["file.deleted","file.uploaded","file.renamed"]}""", rig.Subscription(TopologyRig.Indexer).Attributes["FilterPolicy"]);
    }

    [Fact, Enforces(25)]
    public async Task A_process_of_an_older_release_takes_nothing_back_that_a_newer_one_lets_through()
    {
        using var old = new TopologyRig { MailerTypes = ["file.uploaded", "order.placed"], MailerElsewhere = { ["orders-events.fifo"] = new HashSet<string> { "order.placed" } } };
        foreach (var topic in (string[])["orders-events.fifo", "bills-events.fifo"])
            await old.Aws.CreateTopicAsync(topic, new Dictionary<string, string> { ["FifoTopic"] = "true" }, Some.Ct);
        await TopologyRig.CreatedAsync(old);
        using var rig = new TopologyRig(old.Aws)
        {
            IndexerTypes = ["file.deleted", "file.renamed", "file.uploaded"],
            MailerTypes = ["file.uploaded", "order.placed", "order.taken-back", "bill.sent"],
            MailerElsewhere =
            {
                ["orders-events.fifo"] = new HashSet<string> { "order.placed", "order.taken-back" },
                ["bills-events.fifo"] = new HashSet<string> { "bill.sent" },
            },
        };
        await TopologyRig.CreatedAsync(rig);

        await old.Creating.TopicAsync(Some.Ct);
        await old.Validating.TopicAsync(Some.Ct);

        Assert.Empty(old.Aws.Changes);
        await rig.Validating.TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task A_subscription_is_found_on_any_page()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Aws.PageSize = 1;
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Empty(rig.Aws.Changes);
    }

    [Fact]
    public async Task One_that_is_listed_as_deleted_is_none()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var gone = rig.Subscription(TopologyRig.Mailer);
        rig.Aws.Subscriptions[1] = gone with { Shown = "Deleted", Endpoint = gone.Endpoint };
        rig.Aws.Before = call =>
        {
            if (call.StartsWith("Subscribe", StringComparison.Ordinal)) rig.Aws.Subscriptions.RemoveAt(1);
            return Task.CompletedTask;
        };
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal([$"Subscribe {TopologyRig.Mailer}"], rig.Aws.Changes);
    }

    [Fact]
    public async Task Larger_messages_than_SNS_lets_through_by_itself_are_allowed_by_topic_and_queues()
    {
        using var rig = new TopologyRig { Messaging = new MessagingOptions { MaxEnvelopeBytes = 500_000 } };
        rig.Aws.Sqs.DefaultMessageSize = 262_144;
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal("500000", rig.Aws.Topics[TopologyRig.Topic]["MaximumMessageSize"]);
        Assert.All(rig.Aws.Sqs.Queues.Values, queue => Assert.Equal("1048576", queue["MaximumMessageSize"]));

        rig.Aws.ForgetCalls();
        rig.Aws.Topics[TopologyRig.Topic]["MaximumMessageSize"] = "600000";
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Empty(rig.Aws.Changes);
    }

    [Theory]
    [InlineData(262_144, false)]
    [InlineData(262_145, true)]
    public async Task The_topics_limit_is_left_alone_while_body_and_attributes_fit(int bytes, bool isSet)
    {
        using var rig = new TopologyRig { Messaging = new MessagingOptions { MaxEnvelopeBytes = bytes } };
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal(isSet, rig.Aws.Topics[TopologyRig.Topic].ContainsKey("MaximumMessageSize"));
    }

    [Fact]
    public async Task A_region_that_does_not_let_the_limit_be_raised_is_told_with_the_setting_to_change()
    {
        using var rig = new TopologyRig { Messaging = new MessagingOptions { MaxEnvelopeBytes = 500_000 } };
        rig.Aws.Before = call => call.StartsWith("SetTopic", StringComparison.Ordinal)
            ? throw FakeAws.Failure("InvalidParameter", "Invalid parameter: AttributeName") : Task.CompletedTask;
        var error = await Assert.ThrowsAsync<SqsMismatchException>(() => rig.Creating.TopicAsync(Some.Ct));
        Assert.Equal(
            "The topic cleanfiles-events.fifo has MaximumMessageSize 262144; it must be 500000 or more, but SNS refuses that "
            + "(Invalid parameter: AttributeName); set Messaging:MaxEnvelopeBytes to 262144 or less.",
            Assert.Single(error.Problems));
    }

    [Fact]
    public async Task What_cannot_be_changed_is_told_and_not_tried()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Queue(TopologyRig.Indexer)["FifoQueue"] = "false";
        rig.Aws.Topics[TopologyRig.Topic].Remove("FifoTopic");
        var error = await Assert.ThrowsAsync<SqsMismatchException>(() => rig.Creating.TopicAsync(Some.Ct));
        Assert.Equal(
            [
                "The topic cleanfiles-events.fifo has FifoTopic false; it must be true, which only a new one can be.",
                "The queue cleanfiles-indexer.fifo has FifoQueue false; it must be true, which only a new one can be.",
            ],
            error.Problems);
        Assert.Empty(rig.Aws.Changes);
    }

    [Theory]
    [InlineData("CreateQueue cleanfiles-indexer.fifo")]
    [InlineData("CreateTopic")]
    [InlineData("Subscribe cleanfiles-mailer.fifo")]
    public async Task Another_process_may_make_the_same_in_between(string call)
    {
        using var rig = new TopologyRig();
        using var other = new TopologyRig(rig.Aws)
        {
            Options = new SqsOptions { Visibility = TimeSpan.FromSeconds(77) },
            IndexerTypes = ["file.deleted"],
        };
        var lost = false;
        rig.Aws.Before = async made =>
        {
            if (lost || !made.StartsWith(call, StringComparison.Ordinal)) return;
            lost = true;
            await other.Creating.TopicAsync(Some.Ct);
            rig.Aws.Topics[TopologyRig.Topic]["FifoThroughputScope"] = "Topic";
            rig.Subscription(TopologyRig.Mailer).Attributes["RawMessageDelivery"] = "false";
        };

        await rig.Creating.TopicAsync(Some.Ct);

        Assert.True(lost);
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.Equal("40", rig.Queue(TopologyRig.Indexer)["VisibilityTimeout"]);
        Assert.Equal(2, rig.Aws.Subscriptions.Count);
        await rig.Validating.TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task Two_processes_make_everything_side_by_side()
    {
        using var rig = new TopologyRig();
        rig.Aws.Before = async _ => await Task.Yield();
        var oneAtATime = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var arns = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => rig.Creating.TopicAsync(Some.Ct), Some.Ct, TaskCreationOptions.None, oneAtATime).Unwrap()));
        Assert.Equal(arns[0], arns[1]);
        Assert.Equal(2, rig.Aws.Subscriptions.Count);
        await rig.Validating.TopicAsync(Some.Ct);
    }

    [Fact]
    public async Task A_queue_deleted_a_moment_ago_is_made_at_a_later_try()
    {
        using var rig = new TopologyRig();
        rig.Aws.Before = call => call == $"CreateQueue {TopologyRig.Mailer}"
            ? throw new QueueDeletedRecentlyException("You must wait 60 seconds after deleting a queue.") : Task.CompletedTask;
        var topology = rig.Creating;
        await Assert.ThrowsAsync<QueueDeletedRecentlyException>(() => topology.TopicAsync(Some.Ct));
        await topology.QueueAsync("indexer", Some.Ct);

        rig.Aws.Before = _ => Task.CompletedTask;
        await topology.TopicAsync(Some.Ct);
        Assert.NotNull(rig.Subscription(TopologyRig.Mailer));
    }

    [Fact]
    public async Task A_queue_that_vanishes_while_it_is_looked_at_is_made_again()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var gone = false;
        rig.Aws.Before = call =>
        {
            if (!gone && call == $"GetQueueAttributes {TopologyRig.Mailer}") gone = rig.Aws.Sqs.Queues.Remove(TopologyRig.Mailer);
            return Task.CompletedTask;
        };
        await rig.Creating.TopicAsync(Some.Ct);
        Assert.True(gone);
        Assert.Equal([$"CreateQueue {TopologyRig.Mailer}"], rig.Aws.Changes);
    }
}
