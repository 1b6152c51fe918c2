using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>One build, several processes: who takes requests, who publishes, who consumes.</summary>
[Collection(SqsCluster.Collection)]
public sealed class SeparateProcessesTests(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output)
{
    private const int Files = 12;

    [Fact(Explicit = true), Enforces(8, 10, 19, 25)]
    public async Task Two_of_each_process_at_once_have_every_effect_once_and_in_order()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(
            ("api 1", "Api,Relay"), ("api 2", "Api,Relay"), ("consumers 1", "Consumers"), ("consumers 2", "Consumers"),
            ("indexer 1", "Consumers:indexer"), ("indexer 2", "Consumers:indexer"));
        var fronts = new[] { await cluster.OwnerAsync("api 1", "alice"), await cluster.OwnerAsync("api 2", "alice") };

        var files = new Guid[Files];
        await Parallel.ForAsync(0, Files, TestContext.Current.CancellationToken, async (n, _) =>
        {
            files[n] = await fronts[n % 2].UploadAsync($"draft {n}.txt", $"figures {n}");
            await fronts[(n + 1) % 2].RenameAsync(files[n], $"report {n}.txt");
            await fronts[n % 2].RenameAsync(files[n], $"final {n}.txt");
            if (n % 3 == 0) await fronts[(n + 1) % 2].DeleteAsync(files[n]);
        });
        await cluster.Ledger.IsSettledAsync();

        await cluster.AddUpAsync();
        Assert.Equal(["file.uploaded", "file.renamed", "file.renamed", "file.deleted"], await fronts[0].HistoryAsync(files[0]));
        Assert.Equal(["file.uploaded", "file.renamed", "file.renamed"], await fronts[1].HistoryAsync(files[1]));
        Assert.Equal(Files, (await fronts[0].NotificationsAsync()).Count);
        Assert.Equal(Enumerable.Range(0, Files).Where(n => n % 3 != 0).Select(n => $"final {n}.txt").Order(), (await fronts[0].SearchAsync("final")).Order());
        Assert.Empty(await fronts[1].SearchAsync("draft"));
    }

    [Fact(Explicit = true), Enforces(8)]
    public async Task Consumers_that_are_started_only_after_everything_was_published_miss_nothing()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"));
        var alice = await cluster.OwnerAsync("api", "alice");
        for (var n = 0; n < Files; n++)
        {
            var file = await alice.UploadAsync($"draft {n}.txt", "figures");
            await alice.RenameAsync(file, $"final {n}.txt");
            if (n % 3 == 0) await alice.DeleteAsync(file);
        }

        await cluster.Ledger.IsPublishedAsync();
        Assert.Equal(0, await cluster.Ledger.CountAsync("inbox"));
        await cluster.StartAsync(("indexer", "Consumers:indexer"), ("the others", "Consumers:auditor,Consumers:notifier,Consumers:content-reaper"));
        await cluster.Ledger.IsSettledAsync();

        await cluster.AddUpAsync();
    }
}
