using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class SqsAssumedTests
{
    [Fact]
    public async Task Topic_and_queues_are_where_the_settings_say()
    {
        var topology = new SqsAssumed(new SqsOptions
        {
            TopicArn = "arn:aws:sns:eu-central-1:1:x.fifo",
            QueueUrl = "https://sqs.invalid/1/own-{consumer}.fifo",
            DeadLetterQueueUrl = "https://sqs.invalid/1/{consumer}/dead-{consumer}.fifo",
        });
        topology.Forget();
        Assert.Equal("arn:aws:sns:eu-central-1:1:x.fifo", await topology.TopicAsync(Some.Ct));
        Assert.Equal(
            new ConsumerQueue("https://sqs.invalid/1/own-mailer.fifo", "https://sqs.invalid/1/mailer/dead-mailer.fifo"),
            await topology.QueueAsync("mailer", Some.Ct));
    }

    [Fact]
    public async Task A_setting_that_is_missing_is_named()
    {
        var error = await Assert.ThrowsAsync<SqsMismatchException>(async () => await new SqsAssumed(new SqsOptions()).TopicAsync(Some.Ct));
        Assert.Equal("Messaging:Sqs:TopicArn is not set; with Messaging:Sqs:Provisioning=Assume it must be.", error.Message);
    }
}
