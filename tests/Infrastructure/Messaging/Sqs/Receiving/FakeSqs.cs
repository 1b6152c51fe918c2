using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Infrastructure.Messaging.Sqs;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>SQS as far as one consumer sees it: a queue and its dead-letter queue, on a clock that a test holds.</summary>
internal sealed class FakeSqs
{
    public FakeSqs(TimeProvider time, bool fifo = true, int maxReceives = 1_000)
    {
        Urls = fifo ? new("main.fifo", "dead.fifo") : new("main", "dead");
        Dead = new FakeQueue(time, fifo);
        Main = new FakeQueue(time, fifo) { DeadLetters = Dead, MaxReceives = maxReceives };
        Client.ReceiveMessageAsync(Arg.Any<ReceiveMessageRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => At(call.Arg<ReceiveMessageRequest>().QueueUrl).ReceiveAsync(call.Arg<ReceiveMessageRequest>(), call.Arg<CancellationToken>()));
        Client.DeleteMessageBatchAsync(Arg.Any<DeleteMessageBatchRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => At(call.Arg<DeleteMessageBatchRequest>().QueueUrl).DeleteAsync(call.Arg<DeleteMessageBatchRequest>(), call.Arg<CancellationToken>()));
        Client.ChangeMessageVisibilityBatchAsync(Arg.Any<ChangeMessageVisibilityBatchRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => At(call.Arg<ChangeMessageVisibilityBatchRequest>().QueueUrl)
                .HideAsync(call.Arg<ChangeMessageVisibilityBatchRequest>(), call.Arg<CancellationToken>()));
        Client.SendMessageAsync(Arg.Any<SendMessageRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => At(call.Arg<SendMessageRequest>().QueueUrl).SendAsync(call.Arg<SendMessageRequest>(), call.Arg<CancellationToken>()));
    }

    /// <summary>Where they are; the name of a FIFO queue ends as AWS wants it.</summary>
    public ConsumerQueue Urls { get; }

    public IAmazonSQS Client { get; } = Substitute.For<IAmazonSQS>();

    public FakeQueue Main { get; }

    public FakeQueue Dead { get; }

    private FakeQueue At(string url) => url == Urls.Url ? Main : Dead;
}
