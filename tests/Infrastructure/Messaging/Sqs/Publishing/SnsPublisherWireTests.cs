using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Support.Aws;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Publishing;

/// <summary>The publisher on the real client and a wire that breaks.</summary>
public sealed class SnsPublisherWireTests(AwsFixture aws)
{
    private static readonly WireAnswer Accepted = WireAnswer.Ok(
        "PublishBatch", "<Successful><member><Id>0</Id><MessageId>m</MessageId></member></Successful><Failed/>");

    [Fact, Enforces(25)]
    public async Task After_a_connection_that_broke_before_the_answer_the_event_is_sent_again_with_the_same_id()
    {
        await using var sns = new SnsListener(WireAnswer.Reset, Accepted);
        var envelope = Some.Envelope();
        Assert.Equal([PublishResult.Accepted], await PublishAsync(sns, envelope));
        Assert.Equal(2, sns.Requests.Count);
        Assert.All(sns.Requests, request => Assert.Equal(envelope.Id.ToString(), request["PublishBatchRequestEntries.member.1.MessageDeduplicationId"]));
    }

    [Fact, Enforces(25)]
    public async Task A_connection_that_always_breaks_is_an_outage()
    {
        await using var sns = new SnsListener(WireAnswer.Reset);
        Assert.Equal(PublishStatus.Unavailable, Assert.Single(await PublishAsync(sns, Some.Envelope())).Status);
    }

    [Fact, Enforces(25)]
    public async Task Expired_credentials_are_an_outage_that_is_told_in_a_sentence()
    {
        await using var sns = new SnsListener(WireAnswer.Error(403, "Sender", "ExpiredToken", "The security token included in the request is expired"));
        Assert.Equal([PublishResult.Unavailable("The security token included in the request is expired")], await PublishAsync(sns, Some.Envelope()));
    }

    private async Task<IReadOnlyList<PublishResult>> PublishAsync(SnsListener sns, Envelope envelope)
    {
        // For its credentials.
        Assert.NotNull(aws.Region);
        using var client = new SnsClient(new AwsOptions(sns.Url, aws.Region));
        var topology = Substitute.For<ISqsTopology>();
        topology.TopicAsync(Some.Ct).ReturnsForAnyArgs("arn:topic.fifo");
        return await new SnsPublisher(client, topology, new SqsOptions(), new MessagingOptions(), TimeProvider.System).PublishAsync([envelope], Some.Ct);
    }
}
