using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>SNS and SQS of whatever <see cref="AwsFixture"/> has, with topic and queues of each test's own.</summary>
public abstract class SqsSuite(PostgresFixture postgres, AwsFixture aws) : TransportSuite(postgres)
{
    internal override MessagingTransport Transport => MessagingTransport.Sqs;

    private protected abstract SqsKind Kind { get; }

    private protected override bool KeepsOrder => Kind == SqsKind.Fifo;

    private protected override Task<IReadOnlyDictionary<string, string?>> ConfigureAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>
        {
            ["Messaging:Sqs:ServiceUrl"] = aws.ServiceUrl.ToString(),
            ["Messaging:Sqs:Region"] = aws.Region,
            ["Messaging:Sqs:Name"] = aws.NewName(),
            ["Messaging:Sqs:Kind"] = Kind.ToString(),
            ["Messaging:Sqs:VisibilitySeconds"] = "5",
            ["Messaging:Sqs:WaitSeconds"] = "1",
        });
}

public sealed class SqsFifoTests(PostgresFixture postgres, AwsFixture aws) : SqsSuite(postgres, aws)
{
    private protected override SqsKind Kind => SqsKind.Fifo;
}

public sealed class SqsStandardTests(PostgresFixture postgres, AwsFixture aws) : SqsSuite(postgres, aws)
{
    private protected override SqsKind Kind => SqsKind.Standard;
}
