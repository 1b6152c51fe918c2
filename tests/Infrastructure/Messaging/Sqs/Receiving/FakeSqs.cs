using Amazon.SQS;
using Amazon.SQS.Model;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>SQS as far as one consumer sees it: a queue at "main" and its dead-letter queue at "dead", on a clock that a test holds.</summary>
internal sealed class FakeSqs
{
    public FakeSqs(TimeProvider time, bool fifo = true, int maxReceives = 1_000)
    {
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

    public IAmazonSQS Client { get; } = Substitute.For<IAmazonSQS>();

    public FakeQueue Main { get; }

    public FakeQueue Dead { get; }

    private FakeQueue At(string url) => url == "main" ? Main : Dead;
}
