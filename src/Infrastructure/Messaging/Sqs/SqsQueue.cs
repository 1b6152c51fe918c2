using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>One queue and the calls that this service makes of it, ten messages at most a call. Throws what the SDK throws, after its retries.</summary>
internal sealed class SqsQueue(IAmazonSQS sqs, string url)
{
    public const int MaxEntries = 10;

    /// <summary>Why the host gave a message up, on a dead-letter queue's messages that did not come there by themselves.</summary>
    public const string ReasonAttribute = "reason";

    private static readonly List<string> SystemAttributes =
        [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.MessageGroupId];

    public async Task<IReadOnlyList<Message>> ReceiveAsync(int max, TimeSpan wait, TimeSpan visibility, CancellationToken ct)
    {
        var answer = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = Math.Min(max, MaxEntries),
                WaitTimeSeconds = (int)wait.TotalSeconds,
                VisibilityTimeout = Seconds(visibility),
                MessageSystemAttributeNames = SystemAttributes,
                MessageAttributeNames = [ReasonAttribute],
            },
            ct);
        return answer.Messages ?? [];
    }

    /// <returns>The handles for which it did not happen. True: the message is somebody else's by now, or gone. False: SQS had a fault of its own.</returns>
    public async Task<IReadOnlyDictionary<string, bool>> DeleteAsync(IReadOnlyList<string> handles, CancellationToken ct)
    {
        var answer = await sqs.DeleteMessageBatchAsync(
            new DeleteMessageBatchRequest(url, [.. handles.Select((handle, i) => new DeleteMessageBatchRequestEntry(Id(i), handle))]), ct);
        return Refused(answer.Failed, handles);
    }

    /// <summary>Hides received messages from everybody for so long from now; zero gives them back.</summary>
    /// <returns><inheritdoc cref="DeleteAsync" path="/returns"/></returns>
    public async Task<IReadOnlyDictionary<string, bool>> HideAsync(IReadOnlyList<(string Handle, TimeSpan For)> messages, CancellationToken ct)
    {
        var entries = messages.Select((message, i) =>
            new ChangeMessageVisibilityBatchRequestEntry(Id(i), message.Handle) { VisibilityTimeout = Seconds(message.For) });
        var answer = await sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(url, [.. entries]), ct);
        return Refused(answer.Failed, [.. messages.Select(message => message.Handle)]);
    }

    /// <param name="group">Null where it had none; a FIFO queue's messages all have one.</param>
    public Task SendAsync(string body, string reason, string? group, string deduplicationId, CancellationToken ct) => sqs.SendMessageAsync(
        new SendMessageRequest(url, body)
        {
            MessageGroupId = group,
            MessageDeduplicationId = url.EndsWith(".fifo", StringComparison.Ordinal) ? deduplicationId : null,
            MessageAttributes = new() { [ReasonAttribute] = new() { DataType = "String", StringValue = reason } },
        },
        ct);

    /// <summary>SQS counts in whole seconds; too early would be against what was asked for.</summary>
    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(Math.Clamp(time.TotalSeconds, 0, SqsOptions.MaxVisibility.TotalSeconds));

    private static string Id(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, bool> Refused(List<BatchResultErrorEntry>? failed, IReadOnlyList<string> handles) =>
        (failed ?? []).ToDictionary(entry => handles[int.Parse(entry.Id, CultureInfo.InvariantCulture)], entry => entry.SenderFault ?? false);
}
