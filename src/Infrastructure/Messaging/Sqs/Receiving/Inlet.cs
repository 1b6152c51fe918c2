using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SQS.Model;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>Makes envelopes of messages, also of those that are none: they become dead letters that show what came.</summary>
internal static class Inlet
{
    /// <summary>The type of the dead letter of a message that is no event.</summary>
    public const string UnreadableType = "unreadable";

    /// <summary>People will read it.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="UnreadableEventException">It is no event.</exception>
    public static Envelope Read(Message message) => CloudEventReader.Read(Encoding.UTF8.GetBytes(message.Body ?? ""));

    /// <returns>The body as a JSON text, under an id that is always the same for the same message.</returns>
    public static Envelope Wrap(Message message, DateTimeOffset now)
    {
        var id = IdOf(message.MessageId ?? message.Body ?? "");
        return new Envelope(
            id, UnreadableType, 1, Received.GroupOf(message) ?? id.ToString(), 0, now, JsonSerializer.SerializeToUtf8Bytes(message.Body ?? "", Plain),
            new EnvelopeHeaders(id.ToString()));
    }

    private static Guid IdOf(string messageId) =>
        Guid.TryParse(messageId, out var id) ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16));
}
