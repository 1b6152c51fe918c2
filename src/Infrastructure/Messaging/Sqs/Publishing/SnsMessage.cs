using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Publishing;

/// <summary>One envelope as SNS is given it: the CloudEvent, and the one attribute by which subscriptions filter.</summary>
/// <param name="Index">The envelope's place in the caller's batch.</param>
/// <param name="Bytes">As SNS counts: the body, and of each attribute its name, type and value.</param>
internal sealed record SnsMessage(int Index, SnsEntry Entry, int Bytes)
{
    public const string TypeAttribute = "type";

    public static SnsMessage Of(Envelope envelope, int index, bool fifo)
    {
        var body = Allowed(Encoding.UTF8.GetString(CloudEventWriter.Write(envelope).Span));
        var bytes = Encoding.UTF8.GetByteCount(body) + TypeAttribute.Length + "String".Length + Encoding.UTF8.GetByteCount(envelope.Type);
        var entry = new SnsEntry(
            $"{index}", body, new Dictionary<string, string> { [TypeAttribute] = envelope.Type },
            fifo ? MessageGroup.Of(envelope.Stream) : null, fifo ? envelope.Id.ToString() : null);
        return new SnsMessage(index, entry, bytes);
    }

    /// <summary>SQS refuses characters that XML 1.0 does not know. In JSON the only such ones that are not escaped anyway are these two.</summary>
    private static string Allowed(string json) =>
        json.Replace("\uFFFE", "\\uFFFE", StringComparison.Ordinal).Replace("\uFFFF", "\\uFFFF", StringComparison.Ordinal);
}
