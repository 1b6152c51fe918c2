namespace CleanFiles.Infrastructure.Messaging.Sqs.Publishing;

/// <summary>Cuts messages, in their order, into what one PublishBatch takes.</summary>
internal static class SnsBatches
{
    public const int MaxEntries = 10;

    /// <param name="maxBytes">Of all entries of a call together. A message that alone is larger goes alone: it is for SNS to refuse it.</param>
    public static IEnumerable<IReadOnlyList<SnsMessage>> Of(IEnumerable<SnsMessage> messages, int maxBytes)
    {
        var (batch, bytes) = (new List<SnsMessage>(MaxEntries), 0);
        foreach (var message in messages)
        {
            if (batch.Count == MaxEntries || (batch.Count > 0 && bytes + message.Bytes > maxBytes))
            {
                yield return batch;
                (batch, bytes) = (new List<SnsMessage>(MaxEntries), 0);
            }

            batch.Add(message);
            bytes += message.Bytes;
        }

        if (batch.Count > 0) yield return batch;
    }
}
