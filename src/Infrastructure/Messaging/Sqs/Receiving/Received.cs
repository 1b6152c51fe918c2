using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>A message that is this process's until it is settled, given back or lost.</summary>
internal sealed class Received
{
    private readonly TimeProvider _time;
    private readonly long _receivedAt;
    private readonly CancellationTokenSource _withdrawn;
    private long _keptAt;

    public Received(Message message, Envelope envelope, TimeProvider time)
    {
        _time = time;
        _receivedAt = _keptAt = time.GetTimestamp();
        _withdrawn = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        (Handle, MessageId, Body) = (message.ReceiptHandle, message.MessageId, message.Body);
        (Count, Group) = (CountOf(message), GroupOf(message));
        Delivery = new Delivery(envelope, Count, _withdrawn.Token);
    }

    public Delivery Delivery { get; }

    public string Stream => Delivery.Envelope.Stream;

    public string Handle { get; }

    public string MessageId { get; }

    public string Body { get; }

    /// <summary>How often SQS has delivered it.</summary>
    public int Count { get; }

    /// <summary>Null on a standard queue.</summary>
    public string? Group { get; }

    public bool IsWithdrawn => _withdrawn.IsCancellationRequested;

    public TimeSpan SinceReceived => _time.GetElapsedTime(_receivedAt);

    /// <summary>Since SQS last was known to hide it from others.</summary>
    public TimeSpan SinceKept => _time.GetElapsedTime(Volatile.Read(ref _keptAt));

    /// <param name="at">When SQS was asked to: it may have heard it at once.</param>
    public void Kept(long at) => Volatile.Write(ref _keptAt, at);

    /// <summary>
    /// It is no longer this process's: its verdict does not count, and its handler is cancelled. Nobody waits for what the handler makes of
    /// that: others are to be kept meanwhile.
    /// </summary>
    public void Withdraw() => _ = _withdrawn.CancelAsync();

    public static int CountOf(Message message) =>
        message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.ApproximateReceiveCount) is { } text && int.TryParse(text, out var count) ? count : 1;

    public static string? GroupOf(Message message) => message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.MessageGroupId);
}
