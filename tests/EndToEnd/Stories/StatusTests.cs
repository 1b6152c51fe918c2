using System.Text.Json;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>An operator asks how the outbox is doing while the service runs.</summary>
public sealed class StatusTests(PostgresFixture postgres)
{
    [Theory, ClassData(typeof(Databases))]
    public async Task The_command_tells_who_reads_the_outbox_and_that_all_of_it_is_published(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");
        var file = await alice.UploadAsync("a.txt", "text");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the upload was audited");

        var shard = default(JsonElement);
        await Eventually.IsTrueAsync(
            async () => (shard = await ShardAsync(world)).GetProperty("pending").GetInt32() == 0, "the bookmark had passed the upload");

        Assert.Equal(JsonValueKind.Null, shard.GetProperty("oldestPending").ValueKind);
        if (database == Databases.Sqlite) Assert.Equal(JsonValueKind.Null, shard.GetProperty("owner").ValueKind);
        else
        {
            Assert.StartsWith("relay ", shard.GetProperty("owner").GetString(), StringComparison.Ordinal);
            Assert.InRange(shard.GetProperty("ownerSeenSecondsAgo").GetDouble(), 0, 60);
        }
    }

    private static async Task<JsonElement> ShardAsync(World world)
    {
        await using var command = world.StartProcess("outbox", "status", "--json");
        Assert.Equal(0, await command.EndAsync());
        return JsonDocument.Parse(Assert.Single(command.Output)).RootElement.GetProperty("shards")[0];
    }
}
