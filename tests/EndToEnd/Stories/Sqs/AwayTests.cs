using System.Diagnostics;
using System.Net;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>AWS goes away and comes back; so does the database, for longer than SQS delivers in vain.</summary>
[Collection(SqsCluster.Collection)]
public sealed class AwayTests(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output)
{
    private const string OpenCircuit = "\"relay\",\"status\":\"Degraded\",\"problem\":\"The circuit is open";

    /// <summary>How long AWS is away: longer than its clients try again.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    [Fact(Explicit = true), Enforces(6, 10)]
    public async Task While_AWS_is_away_uploads_are_answered_and_afterwards_everything_arrives_in_order()
    {
        await using var proxy = new TcpProxy(aws.ServiceUrl);
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        cluster.Settings["Messaging:Sqs:ServiceUrl"] = proxy.Url.AbsoluteUri;
        await cluster.StartAsync(("api", "Api,Relay"), ("consumers", "Consumers"));
        var alice = await cluster.OwnerAsync("api", "alice");
        await alice.RenameAsync(await alice.UploadAsync("before.txt", "text"), "long before.txt");
        await cluster.Ledger.IsSettledAsync();

        await proxy.BreakAsync();
        var away = Stopwatch.StartNew();
        var told = false;
        for (var n = 0; away.Elapsed < Outage || !told; n++)
        {
            var file = await alice.UploadAsync($"new {n}.txt", "text");
            await alice.RenameAsync(file, $"first {n}.txt");
            await alice.RenameAsync(file, $"second {n}.txt");
            var ready = await alice.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            told |= (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(OpenCircuit, StringComparison.Ordinal);
            Assert.True(told || away.Elapsed < TimeSpan.FromMinutes(3), "The relay did not say that its circuit is open.");
        }

        Assert.InRange(await cluster.Ledger.CountAsync("outbox_status where not published"), 1, long.MaxValue);
        proxy.Mend();
        await cluster.Ledger.IsSettledAsync(TimeSpan.FromMinutes(2));

        await cluster.AddUpAsync();
        await Eventually.IsTrueAsync(async () => (await alice.ReadinessAsync()).StartsWith("{\"status\":\"Healthy\"", StringComparison.Ordinal), "all is well");
    }

    [Fact, Enforces(6)]
    public async Task A_service_that_is_started_while_AWS_is_away_takes_uploads_and_publishes_them_when_it_is_there()
    {
        await using var proxy = new TcpProxy(aws.ServiceUrl);
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        cluster.Settings["Messaging:Sqs:ServiceUrl"] = proxy.Url.AbsoluteUri;
        await proxy.BreakAsync();
        await cluster.StartAsync(("api", "Api,Relay"), ("consumers", "Consumers"));
        var alice = await cluster.OwnerAsync("api", "alice");
        await alice.RenameAsync(await alice.UploadAsync("new.txt", "text"), "renamed.txt");

        proxy.Mend();
        await cluster.Ledger.IsSettledAsync(TimeSpan.FromMinutes(2));

        await cluster.AddUpAsync();
    }

    [Fact(Explicit = true), Enforces(17, 25)]
    public async Task A_database_that_is_away_for_longer_than_SQS_delivers_in_vain_leaves_no_dead_letter_there()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        world.Settings["Consumers:MaxAttempts"] = "1";
        await using var cluster = await SqsCluster.CreateAsync(world, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"), ("consumers", "Consumers"));
        var alice = await cluster.OwnerAsync("api", "alice");
        await alice.UploadAsync("before.txt", "text");
        await cluster.Ledger.IsSettledAsync();

        // Each consumer shall have messages in its hands when the database goes.
        await cluster.StopAsync("consumers");
        for (var n = 0; n < 30; n++) await alice.RenameAsync(await alice.UploadAsync($"new {n}.txt", "text"), $"renamed {n}.txt");
        await cluster.Ledger.IsPublishedAsync();
        await cluster.StartAsync(("consumers", "Consumers"));
        await Eventually.IsTrueAsync(async () => await cluster.Ledger.CountAsync("inbox") > 10, "consumers were at it");
        await server.CrashAsync();
        var away = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(() => away.Elapsed > SqsCluster.LongerThanDelivered(attempts: 1), "SQS could have given up");
        await cluster.Queues.NothingIsDeadAsync();
        await server.RestartAsync();
        cluster.Ledger.Reconnect();
        await cluster.Ledger.IsSettledAsync(TimeSpan.FromMinutes(2));

        await cluster.AddUpAsync();
    }
}
