using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Nobody uploads anything.</summary>
public sealed class IdleTests(PostgresFixture postgres)
{
    [Fact, Enforces(19)]
    public async Task An_idle_system_writes_nothing()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        await using var service = world.StartProcess();
        var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
        var file = await alice.UploadAsync("a.txt", "text");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the upload was audited");
        await using var database = NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]);
        await Eventually.IsTrueAsync(
            async () => await AskAsync<long>(database, "select count(*) from outbox_status where not published") == 0, "the bookmark was moved");

        var before = await NextWriterAsync(database);
        var polls = new HashSet<DateTime>();
        await Eventually.IsTrueAsync(
            async () => polls.Add(await AskAsync<DateTime>(
                database, "select max(state_change) from pg_stat_activity where application_name like 'cleanfiles relay %'")) && polls.Count > 10,
            "the relay polled ten times");

        Assert.Equal(before, await NextWriterAsync(database));
    }

    /// <summary>The number of the next transaction that writes anything at all.</summary>
    private static Task<string> NextWriterAsync(NpgsqlDataSource database) =>
        AskAsync<string>(database, "select pg_snapshot_xmax(pg_current_snapshot())::text");

    private static async Task<T> AskAsync<T>(NpgsqlDataSource database, string sql)
    {
#pragma warning disable CA2100 // Every text stands in this file.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
