using Amazon.SQS;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>What still lies at the broker, asked directly and not through the harness's proxy.</summary>
internal sealed class BrokerQueues(Uri aws, string region, string name, IReadOnlyList<string> consumers) : IDisposable
{
    private readonly IAmazonSQS _sqs = AwsClients.Sqs(new AwsOptions(aws, region));
    private readonly SqsNames _names = new(name, SqsKind.Fifo);

    /// <returns>Messages that nobody has acknowledged, those that somebody has received among them.</returns>
    public async Task<int> CountAsync()
    {
        var counts = await Task.WhenAll(consumers.SelectMany(consumer => new[] { _names.Queue(consumer), _names.DeadLetterQueue(consumer) }).Select(CountAsync));
        return counts.Sum();
    }

    public void Dispose() => _sqs.Dispose();

    private async Task<int> CountAsync(string queue)
    {
        var url = (await _sqs.GetQueueUrlAsync(queue)).QueueUrl;
        var answer = await _sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }
}
