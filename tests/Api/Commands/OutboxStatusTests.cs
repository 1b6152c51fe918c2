using System.Text.Json;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Tests.Commands;

public sealed class OutboxStatusTests
{
    [Fact]
    public async Task It_tells_what_is_pending_and_what_lies_behind_the_outbox()
    {
        using var console = await Console.WithDatabaseAsync();
        await console.BuryAsync();
        await console.RejectAsync();
        await console.RejectAsync();
        await console.RunAsync("dead-letters", "replay", "--store", "outbox", "--yes");
        await console.RejectAsync();

        var answer = await console.RunAsync("outbox", "status");

        var width = Roles.KnownConsumers.Max(consumer => consumer.Length);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("SHARD  PENDING  OLDEST   OWNER            BOOKMARK", answer.Out[0].Replace("OLDEST    ", "OLDEST   ", StringComparison.Ordinal));
        Assert.Matches(@"^0      2        \d+d ago +the one process  0$", answer.Out[1]);
        Assert.Equal(
            [
                $"{"CONSUMER".PadRight(width)}  DEAD  REPLAYING  RETRYING  PARKED",
                .. Roles.KnownConsumers.Select(consumer => $"{consumer.PadRight(width)}  {(consumer == "notifier" ? 1 : 0)}     0          0         0"),
                "Rejected by the transport: 1",
            ],
            answer.Out[2..]);
    }

    [Fact]
    public async Task Its_json_has_names_that_stay()
    {
        using var console = await Console.WithDatabaseAsync();
        await console.RejectAsync();
        await console.RunAsync("dead-letters", "replay", "--yes");

        var answer = await console.RunAsync("outbox", "status", "--json");

        var document = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal(
            """{"shard":0,"bookmark":"0","pending":1,"pendingIsMore":false,"oldestPending":"2026-03-02T12:00:00+00:00","owner":null,"ownerSeenSecondsAgo":null}""",
            Assert.Single(document.GetProperty("shards").EnumerateArray()).GetRawText());
        Assert.Equal(
            """{"consumer":"auditor","dead":0,"replaying":0,"retrying":0,"parked":0}""",
            document.GetProperty("consumers").EnumerateArray().First().GetRawText());
        Assert.Equal(0, document.GetProperty("rejected").GetInt32());
    }
}
