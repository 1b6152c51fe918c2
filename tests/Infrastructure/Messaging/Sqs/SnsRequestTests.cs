using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>What goes over the wire, and how answers are read.</summary>
public class SnsRequestTests
{
    private const string Arn = "arn:aws:sns:eu-central-1:000000000000:t";

    private static readonly WireAnswer Empty = WireAnswer.Ok("PublishBatch", "");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(24)]
    public async Task A_request_bears_the_signature_of_the_secret_key_over_all_that_counts()
    {
        await using var sns = new SnsListener(Empty);

        await Client(sns).PublishBatchAsync(Arn, [Entry("1") with { Message = "Größe 日本 + & = %20" }], Ct);

        var request = Assert.Single(sns.Requests);
        var signature = new SigV4(request);
        var secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!;
        Assert.True(signature.IsBy(secret));
        Assert.False(signature.IsBy(secret + "x"));
        Assert.False(new SigV4(request with { Body = request.Body + "x" }).IsBy(secret));
        Assert.Equal(
            (Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"), "eu-central-1", "sns"),
            (signature.KeyId, signature.Region, signature.Service));
        Assert.Superset(new HashSet<string> { "host", "content-type", "x-amz-date" }, signature.SignedHeaders.ToHashSet());
        Assert.StartsWith("aws-sdk-dotnet-coreclr/", request.Headers["user-agent"], StringComparison.Ordinal);
    }

    [Fact, Enforces(24)]
    public async Task The_tenth_entry_of_a_batch_keeps_its_place()
    {
        await using var sns = new SnsListener(Empty);

        await Client(sns).PublishBatchAsync(Arn, [.. Enumerable.Range(1, 10).Select(number => Entry($"e{number}"))], Ct);

        var ids = Assert.Single(sns.Requests).Form.Where(field => field.Key.EndsWith(".Id", StringComparison.Ordinal));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(number => KeyValuePair.Create($"PublishBatchRequestEntries.member.{number}.Id", $"e{number}")), ids);
    }

    [Fact]
    public async Task An_entry_goes_out_with_its_attributes_group_and_deduplication_id()
    {
        await using var sns = new SnsListener(Empty);
        var entry = new SnsEntry("1", "{\"a\":\"ö\"}", new Dictionary<string, string> { ["type"] = "file.uploaded", ["x"] = "ä&=" }, "g", "d");

        await Client(sns).PublishBatchAsync(Arn, [entry], Ct);

        const string first = "PublishBatchRequestEntries.member.1.";
        KeyValuePair<string, string>[] fields =
        [
            new("Action", "PublishBatch"), new("Version", "2010-03-31"), new("TopicArn", Arn),
            new($"{first}Id", "1"), new($"{first}Message", "{\"a\":\"ö\"}"),
            new($"{first}MessageAttributes.entry.1.Name", "type"), new($"{first}MessageAttributes.entry.1.Value.DataType", "String"),
            new($"{first}MessageAttributes.entry.1.Value.StringValue", "file.uploaded"),
            new($"{first}MessageAttributes.entry.2.Name", "x"), new($"{first}MessageAttributes.entry.2.Value.DataType", "String"),
            new($"{first}MessageAttributes.entry.2.Value.StringValue", "ä&="),
            new($"{first}MessageGroupId", "g"), new($"{first}MessageDeduplicationId", "d"),
        ];
        Assert.Equal(fields, Assert.Single(sns.Requests).Form);
    }

    [Fact]
    public async Task A_standard_topics_entry_has_no_group_and_no_deduplication_id()
    {
        await using var sns = new SnsListener(Empty);

        await Client(sns).PublishBatchAsync(Arn, [Entry("1")], Ct);

        Assert.DoesNotContain(Assert.Single(sns.Requests).Form, field => field.Key.Contains("MessageGroupId", StringComparison.Ordinal));
        Assert.DoesNotContain(Assert.Single(sns.Requests).Form, field => field.Key.Contains("Deduplication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_batch_what_was_taken_and_what_was_refused_is_told_apart_and_whose_fault_it_was()
    {
        await using var sns = new SnsListener(WireAnswer.Ok("PublishBatch", """
            <Successful><member><Id>a</Id><MessageId>m-1</MessageId><SequenceNumber>10</SequenceNumber></member>
              <member><Id>b</Id><MessageId>m-2</MessageId></member></Successful>
            <Failed><member><Id>c</Id><Code>InvalidParameter</Code><Message>too long</Message><SenderFault>true</SenderFault></member>
              <member><Id>d</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member></Failed>
            """));

        var result = await Client(sns).PublishBatchAsync(Arn, [Entry("a"), Entry("b"), Entry("c"), Entry("d")], Ct);

        Assert.Equal([new SnsSuccess("a", "m-1"), new SnsSuccess("b", "m-2")], result.Successful);
        Assert.Equal(
            [new SnsFailure("c", "InvalidParameter", "too long", SenderFault: true), new SnsFailure("d", "InternalError", null, SenderFault: false)],
            result.Failed);
    }

    [Fact]
    public async Task A_list_or_map_that_is_absent_is_empty()
    {
        await using var sns = new SnsListener(
            Empty, WireAnswer.Ok("ListSubscriptionsByTopic", "<NextToken/>"), WireAnswer.Ok("GetTopicAttributes", ""));
        var client = Client(sns);

        var batch = await client.PublishBatchAsync(Arn, [Entry("1")], Ct);
        var page = await client.ListSubscriptionsByTopicAsync(Arn, null, Ct);
        var attributes = await client.GetTopicAttributesAsync(Arn, Ct);

        Assert.Empty(batch.Successful);
        Assert.Empty(batch.Failed);
        Assert.Empty(page.Subscriptions);
        Assert.Null(page.NextToken);
        Assert.Empty(attributes);
    }

    [Fact]
    public async Task Subscriptions_come_page_by_page()
    {
        await using var sns = new SnsListener(
            Page("""<Subscriptions><member><Endpoint>q-1</Endpoint><Protocol>sqs</Protocol><SubscriptionArn>s-1</SubscriptionArn></member></Subscriptions><NextToken>more==</NextToken>"""),
            Page("""<Subscriptions><member><Endpoint>q-2</Endpoint><Protocol>sqs</Protocol><SubscriptionArn>s-2</SubscriptionArn></member></Subscriptions>"""));
        var client = Client(sns);

        var first = await client.ListSubscriptionsByTopicAsync(Arn, null, Ct);
        var second = await client.ListSubscriptionsByTopicAsync(Arn, first.NextToken, Ct);

        Assert.Equal([new SnsSubscription("s-1", "sqs", "q-1")], first.Subscriptions);
        Assert.Equal([new SnsSubscription("s-2", "sqs", "q-2")], second.Subscriptions);
        Assert.Null(second.NextToken);
        Assert.Equal([null, "more=="], sns.Requests.Select(request => request["NextToken"]));
    }

    [Fact]
    public async Task Topics_and_subscriptions_are_made_and_changed_by_the_names_of_the_api_reference()
    {
        await using var sns = new SnsListener(
            WireAnswer.Ok("CreateTopic", $"<TopicArn>{Arn}</TopicArn>"), WireAnswer.Ok("Subscribe", "<SubscriptionArn>s-1</SubscriptionArn>"),
            WireAnswer.Ok("SetTopicAttributes", ""), WireAnswer.Ok("SetSubscriptionAttributes", ""));
        var client = Client(sns);

        Assert.Equal(Arn, await client.CreateTopicAsync("t", new Dictionary<string, string> { ["FifoTopic"] = "true" }, Ct));
        Assert.Equal("s-1", await client.SubscribeAsync(Arn, "sqs", "q", new Dictionary<string, string> { ["RawMessageDelivery"] = "true" }, Ct));
        await client.SetTopicAttributesAsync(Arn, "KmsMasterKeyId", "k", Ct);
        await client.SetSubscriptionAttributesAsync("s-1", "FilterPolicy", "{}", Ct);

        Assert.Equal(
            [
                "Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=FifoTopic&Attributes.entry.1.value=true",
                "Action=Subscribe&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A000000000000%3At&Protocol=sqs&Endpoint=q" +
                "&Attributes.entry.1.key=RawMessageDelivery&Attributes.entry.1.value=true&ReturnSubscriptionArn=true",
                "Action=SetTopicAttributes&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A000000000000%3At" +
                "&AttributeName=KmsMasterKeyId&AttributeValue=k",
                "Action=SetSubscriptionAttributes&Version=2010-03-31&SubscriptionArn=s-1&AttributeName=FilterPolicy&AttributeValue=%7B%7D",
            ],
            sns.Requests.Select(request => request.Body));
    }

    private static SnsClient Client(SnsListener sns) => new(new AwsOptions(sns.Url, "eu-central-1"));

    private static SnsEntry Entry(string id) => new(id, "m", new Dictionary<string, string>(), null, null);

    private static WireAnswer Page(string result) => WireAnswer.Ok("ListSubscriptionsByTopic", result);
}
