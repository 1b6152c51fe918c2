using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>A service on the in-memory bus is moved to SNS and SQS by its settings.</summary>
[Collection(SqsCluster.Collection)]
public sealed class SwitchTests(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output)
{
    private const int Uploads = 12;

    [Fact(Explicit = true), Enforces(10, 25)]
    public async Task What_the_in_memory_bus_had_parked_is_handled_once_after_the_switch()
    {
        var world = await World.CreateAsync(Databases.Postgres, postgres);
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "0.2";
        world.Settings["Messaging:InMemory:LaneCapacity"] = "5";
        world.Settings["Consumers:MaxAttempts"] = "900";
        world.Settings["Consumers:ReplayPollSeconds"] = "0.2";
        await using (var before = App.Start(world, new TestMailer { Mood = TestMailer.Refuse }))
        {
            var alice = await before.OwnerAsync("alice");
            for (var n = 0; n < Uploads; n++) await alice.RenameAsync(await alice.UploadAsync($"report {n}.txt", "figures"), $"renamed {n}.txt");
            await Eventually.IsTrueAsync(
                async () => await before.ReadAsync(db => db.Set<ParkedDelivery>().CountAsync()) >= Uploads, "the mails were parked");
        }

        await using var cluster = await SqsCluster.CreateAsync(world, aws, output);
        await cluster.StartAsync(("api", "Api,Relay"), ("consumers", "Consumers"));
        var after = await cluster.OwnerAsync("api", "alice");
        await after.UploadAsync("after.txt", "text");
        await cluster.Ledger.IsSettledAsync();

        Assert.Equal(Uploads + 1, (await after.NotificationsAsync()).Count);
        await cluster.AddUpAsync();
        Assert.Equal(0, await cluster.Ledger.CountAsync("parked_deliveries"));
    }
}
