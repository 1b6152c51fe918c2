using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>The service's queues, as somebody else with the AWS SDK sees them.</summary>
internal sealed class SqsQueues(IReadOnlyDictionary<string, string> settings) : IDisposable
{
    private readonly AmazonSQSClient _sqs = new(new AmazonSQSConfig
    {
        ServiceURL = settings["Messaging:Sqs:ServiceUrl"],
        AuthenticationRegion = settings["Messaging:Sqs:Region"],
    });

    private readonly SqsNames _names = new(settings["Messaging:Sqs:Name"], SqsKind.Fifo);

    /// <summary>Nothing lies in any dead-letter queue, seen or hidden.</summary>
    public async Task NothingIsDeadAsync()
    {
        foreach (var consumer in Roles.KnownConsumers)
            Assert.Equal((consumer, 0), (consumer, await DeadAsync(consumer)));
    }

    public Task<int> DeadAsync(string consumer) => CountAsync(_names.DeadLetterQueue(consumer));

    /// <summary>Takes one message from a consumer's queue, as its consumer does not.</summary>
    public async Task<Message> TakeAsync(string consumer)
    {
        var url = await UrlAsync(_names.Queue(consumer));
        var answer = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url)
        {
            WaitTimeSeconds = 20,
            MessageSystemAttributeNames = ["All"],
        });
        var message = Assert.Single(answer.Messages);
        await _sqs.DeleteMessageAsync(url, message.ReceiptHandle);
        return message;
    }

    public async Task BuryAsync(string consumer, string body, string group) => await _sqs.SendMessageAsync(
        new SendMessageRequest(await UrlAsync(_names.DeadLetterQueue(consumer)), body)
        {
            MessageGroupId = group,
            MessageDeduplicationId = $"{Guid.NewGuid()}",
        });

    public void Dispose() => _sqs.Dispose();

    private async Task<int> CountAsync(string queue)
    {
        var answer = await _sqs.GetQueueAttributesAsync(
            await UrlAsync(queue), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }

    private async Task<string> UrlAsync(string queue) => (await _sqs.GetQueueUrlAsync(queue)).QueueUrl;
}
