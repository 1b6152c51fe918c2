using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>SNS and SQS of whatever <see cref="AwsFixture"/> has, with topic and queues of each test's own.</summary>
public abstract class SqsSuite(PostgresFixture postgres, AwsFixture aws) : TransportSuite(postgres)
{
    internal override MessagingTransport Transport => MessagingTransport.Sqs;

    /// <summary>A topic of AWS can be told to take more; emulators cannot yet.</summary>
    private protected override int CarriedBytes => new MessagingOptions().MaxEnvelopeBytes;

    private protected static TransportPromises Sqs => new()
    {
        Name = "SNS/SQS, FIFO",
        Settings = "Messaging__Transport=Sqs",
        KeepsOrder = true,
        CanRunSideBySide = true,
        RolesMayRunApart = true,
        MaxBytes = 1024 * 1024,
        Duplicates = "after a crash, a lost answer, or a handler slower than its heartbeat; SQS drops what comes again within 5 minutes",
        Keeps = "14 days, then it is lost; the outbox still has it for `Retention:OutboxDays`",
        Server = "AWS, or an emulator",
        Looking = """
            What SNS and SQS charge by the request, or an emulator for nothing (`Messaging__Sqs__ServiceUrl`). The queues' own metrics say how
            many messages wait and how old the oldest one is; `aws sqs receive-message` shows some of them, at the price of a receive each. What
            SQS gave up lies in the queue with `-dead` until the service makes a dead letter of it, within a minute. Above 256 KiB the topic
            is told to take more (`MaximumMessageSize`), which emulators do not know: the suite sends 256 KiB.
            """,
    };

    private protected override Task<IReadOnlyDictionary<string, string?>> ConfigureAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>
        {
            ["Messaging:Sqs:ServiceUrl"] = aws.ServiceUrl.ToString(),
            ["Messaging:Sqs:Region"] = aws.Region,
            ["Messaging:Sqs:Name"] = aws.NewName(),
            ["Messaging:Sqs:Kind"] = Promises.KeepsOrder ? "Fifo" : "Standard",
            ["Messaging:Sqs:VisibilitySeconds"] = "5",
            ["Messaging:Sqs:WaitSeconds"] = "1",
        });

    private protected override void Know(IServiceCollection services, IReadOnlyList<Subscription> subscriptions) => services.AddSingleton(subscriptions);
}

public sealed class SqsFifoTests(PostgresFixture postgres, AwsFixture aws) : SqsSuite(postgres, aws)
{
    internal override TransportPromises Promises => Sqs;
}

public sealed class SqsStandardTests(PostgresFixture postgres, AwsFixture aws) : SqsSuite(postgres, aws)
{
    internal override TransportPromises Promises => Sqs with
    {
        Name = "SNS/SQS, standard",
        Settings = "Messaging__Transport=Sqs Messaging__Sqs__Kind=Standard",
        KeepsOrder = false,
        Duplicates = "at any time",
        Looking = "As with FIFO queues. It costs a little less, and AWS sets it no limit of messages a second.",
    };
}
