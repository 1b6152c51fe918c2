using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

/// <summary>Two consumers and the topology that each of their processes has.</summary>
internal sealed class TopologyRig(FakeAws aws) : IDisposable
{
    public const string Topic = "cleanfiles-events.fifo", Indexer = "cleanfiles-indexer.fifo", IndexerDead = "cleanfiles-indexer-dead.fifo",
        Mailer = "cleanfiles-mailer.fifo", MailerDead = "cleanfiles-mailer-dead.fifo";

    public TopologyRig() : this(new FakeAws())
    {
    }

    public FakeAws Aws => aws;

    public SqsOptions Options { get; init; } = new() { Visibility = TimeSpan.FromSeconds(40) };

    public MessagingOptions Messaging { get; init; } = new();

    public string[] IndexerTypes { get; init; } = ["file.uploaded", "file.renamed"];

    /// <summary>What the mailer handles of other services, by their topics.</summary>
    public Dictionary<string, IReadOnlySet<string>> MailerElsewhere { get; init; } = [];

    public string[] MailerTypes { get; init; } = ["file.uploaded"];

    public ISqsTopology Creating => Of(SqsProvisioning.Create);

    public ISqsTopology Validating => Of(SqsProvisioning.Validate);

    /// <summary>Everything as it must be, and no call counted.</summary>
    public static async Task<TopologyRig> CreatedAsync(TopologyRig? rig = null)
    {
        rig ??= new TopologyRig();
        await rig.Creating.TopicAsync(Some.Ct);
        rig.Aws.ForgetCalls();
        return rig;
    }

    public Dictionary<string, string> Queue(string name) => aws.Sqs.Queues[name];

    public FakeSubscription Subscription(string queue) => aws.Subscriptions.Single(one => one.Endpoint == aws.Arn("sqs", queue));

    public async Task<IReadOnlyList<string>> ProblemsAsync() =>
        (await Assert.ThrowsAsync<SqsMismatchException>(() => Validating.TopicAsync(Some.Ct))).Problems;

    public void Dispose() => aws.Dispose();

    private SqsProvisioned Of(SqsProvisioning mode) => new(
        Options with { Provisioning = mode }, Messaging,
        [
            new Subscription("indexer", IndexerTypes.ToHashSet(), 10, 1),
            new Subscription("mailer", MailerTypes.ToHashSet(), 10, 1) { Elsewhere = MailerElsewhere },
        ],
        8, aws, aws.Sqs, TimeProvider.System);
}
