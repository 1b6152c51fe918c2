namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>The settings say where everything is; nobody is asked, so a wrong one shows when it is used.</summary>
internal sealed class SqsAssumed(SqsOptions options) : ISqsTopology
{
    public Task<string> TopicAsync(CancellationToken ct) => Task.FromResult(Given(options.TopicArn, nameof(options.TopicArn)));

    public Task<ConsumerQueue> QueueAsync(string consumer, CancellationToken ct) => Task.FromResult(new ConsumerQueue(
        Of(consumer, Given(options.QueueUrl, nameof(options.QueueUrl))),
        Of(consumer, Given(options.DeadLetterQueueUrl, nameof(options.DeadLetterQueueUrl)))));

    public void Forget()
    {
        // There is nothing to look for anew.
    }

    private static string Of(string consumer, string url) => url.Replace(SqsOptions.Placeholder, consumer, StringComparison.Ordinal);

    private static string Given(string? value, string setting) => value
        ?? throw new SqsMismatchException([$"Messaging:Sqs:{setting} is not set; with Messaging:Sqs:Provisioning=Assume it must be."]);
}
