using Amazon.SQS;
using Amazon.SQS.Model;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>Queues as they must be. Every step looks first, so that nothing is called for that is as it must be.</summary>
internal sealed class Queues(IAmazonSQS sqs)
{
    /// <returns>The ARN; null where there is no such queue.</returns>
    public async Task<string?> FindAsync(string name, CancellationToken ct) => (await LookAsync(name, ct))?.Arn;

    public async Task<string> ArnAsync(string url, CancellationToken ct) =>
        (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["QueueArn"] }, ct)).QueueARN;

    /// <returns>The URL; null where it is not there and may not be made.</returns>
    public async Task<string?> EnsureAsync(string name, IReadOnlyList<Requirement> must, Differences differences, CancellationToken ct)
    {
        var queue = await LookAsync(name, ct);
        if (queue is null)
            await differences.SettleAsync([$"The queue {name} does not exist; {Advice.Create}."], async () => queue = await CreateAsync(name, must, ct));
        if (queue is null) return null;
        var unmet = must.Where(one => !one.IsMet(queue.Attributes)).ToLookup(one => one.IsFixed);
        differences.Tell(unmet[true].Select(one => one.Problem($"queue {name}", queue.Attributes)));
        await differences.SettleAsync(
            [.. unmet[false].Select(one => one.Problem($"queue {name}", queue.Attributes))],
            () => sqs.SetQueueAttributesAsync(queue.Url, unmet[false].ToDictionary(one => one.Name, one => one.Instead(one.Current(queue.Attributes))), ct));
        return queue.Url;
    }

    private async Task<Found> CreateAsync(string name, IReadOnlyList<Requirement> must, CancellationToken ct)
    {
        var attributes = must.Where(one => one.AtCreation).ToDictionary(one => one.Name, one => one.Value);
        try
        {
            var created = await sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = attributes }, ct);
            return new Found(created.QueueUrl, attributes);
        }
        catch (QueueNameExistsException)
        {
            // Another process was quicker and made it otherwise.
            if (await LookAsync(name, ct) is { } other) return other;
            throw;
        }
    }

    private async Task<Found?> LookAsync(string name, CancellationToken ct)
    {
        try
        {
            var url = (await sqs.GetQueueUrlAsync(new GetQueueUrlRequest { QueueName = name }, ct)).QueueUrl;
            var answer = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["All"] }, ct);
            return new Found(url, answer.Attributes ?? []);
        }
        catch (QueueDoesNotExistException)
        {
            return null;
        }
    }

    private sealed record Found(string Url, Dictionary<string, string> Attributes)
    {
        public string? Arn => Attributes.GetValueOrDefault("QueueArn");
    }
}
