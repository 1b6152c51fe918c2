using System.Text.Json;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>What SQS gave up is among the dead letters like everything else.</summary>
[Collection(SqsCluster.Collection)]
public sealed class DeadLetterQueueTests(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output)
{
    [Fact(Explicit = true), Enforces(15, 25)]
    public async Task What_lies_in_a_dead_letter_queue_is_listed_and_replayed_with_its_effect_once()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"));
        var alice = await cluster.OwnerAsync("api", "alice");
        var file = await alice.UploadAsync("doomed.txt", "text");
        var message = await cluster.Queues.TakeAsync("notifier");
        await cluster.Queues.BuryAsync("notifier", message.Body, file.ToString());

        var letter = Assert.Single(await ListAsync(cluster));
        Assert.Equal(("notifier", "file.uploaded", file.ToString(), "dead"), Facts(letter));
        Assert.Equal(JsonDocument.Parse(message.Body).RootElement.GetProperty("id").GetString(), letter.GetProperty("eventId").GetString());
        Assert.Contains("SQS delivered it", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await cluster.Queues.NothingIsDeadAsync();

        // All of it within the five minutes in which a FIFO queue drops what it has seen.
        Assert.Equal("Replayed 1 dead letter.", (await cluster.RunAsync("dead-letters", "replay", "--consumer", "notifier", "--yes")).Output.Split('\n')[^1]);
        await cluster.StartAsync(("consumers", "Consumers"));
        await cluster.Ledger.IsSettledAsync();
        await cluster.AddUpAsync();

        await cluster.Queues.BuryAsync("notifier", message.Body, file.ToString());
        Assert.Empty(await ListAsync(cluster));
        Assert.Equal(["doomed.txt was uploaded"], await alice.NotificationsAsync());
        await cluster.AddUpAsync();
    }

    [Fact(Explicit = true), Enforces(15)]
    public async Task What_is_no_event_is_shown_as_it_came_and_can_be_purged()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"));
        await cluster.Queues.BuryAsync("auditor", "no event at all", "somewhere");

        var letter = Assert.Single(await ListAsync(cluster));
        Assert.Equal(("auditor", "unreadable", "somewhere", "dead"), Facts(letter));
        Assert.Equal("no event at all", letter.GetProperty("data").GetString());
        var id = letter.GetProperty("eventId").GetString()!;
        Assert.Contains("no event at all", (await cluster.RunAsync("dead-letters", "show", id)).Output, StringComparison.Ordinal);

        Assert.Equal("Removed 1 dead letter.", (await cluster.RunAsync("dead-letters", "purge", "--id", id, "--yes")).Output.Split('\n')[^1]);
        Assert.Empty(await ListAsync(cluster));
        await cluster.Queues.NothingIsDeadAsync();
    }

    [Fact(Explicit = true), Enforces(15)]
    public async Task A_running_consumer_brings_what_SQS_gave_up_among_the_dead_letters_by_itself()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"));
        await cluster.Queues.BuryAsync("indexer", "no event either", "somewhere");

        await cluster.StartAsync(("consumers", "Consumers"));

        await Eventually.IsTrueAsync(async () => await cluster.Ledger.CountAsync("failed_deliveries where dead and consumer = 'indexer'") == 1, "it was brought in");
        await Eventually.IsTrueAsync(async () => await cluster.Queues.DeadAsync("indexer") == 0, "it was taken from the queue afterwards");
    }

    [Fact(Explicit = true), Enforces(15)]
    public async Task Without_AWS_the_command_says_what_is_missing_and_lists_the_rest()
    {
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"));
        await cluster.Queues.BuryAsync("auditor", "brought in", "somewhere");
        Assert.Single(await ListAsync(cluster));
        await cluster.Queues.BuryAsync("auditor", "left there", "somewhere");
        await using var proxy = new TcpProxy(aws.ServiceUrl);
        await proxy.BreakAsync();

        var told = await cluster.RunAsync("dead-letters", "list", "--json", $"--Messaging:Sqs:ServiceUrl={proxy.Url}");

        Assert.StartsWith("What lies in the dead-letter queues is missing here, since they could not be read: ", told.Errors, StringComparison.Ordinal);
        Assert.Equal("brought in", Assert.Single(Items(told)).GetProperty("data").GetString());
        Assert.Equal(2, (await ListAsync(cluster)).Count);
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(SqsCluster cluster)
    {
        var told = await cluster.RunAsync("dead-letters", "list", "--json");
        Assert.Equal("", told.Errors);
        return Items(told);
    }

    private static IReadOnlyList<JsonElement> Items(CommandResult told) => [.. JsonDocument.Parse(told.Output).RootElement.GetProperty("items").EnumerateArray()];

    private static (string?, string?, string?, string?) Facts(JsonElement letter) =>
        (Text(letter, "consumer"), Text(letter, "type"), Text(letter, "stream"), Text(letter, "state"));

    private static string? Text(JsonElement letter, string property) => letter.GetProperty(property).GetString();
}
