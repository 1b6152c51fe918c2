using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Nobody uploads anything.</summary>
public sealed class IdleTests(PostgresFixture postgres)
{
    [Fact(Explicit = true), Enforces(19, 30)]
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
        await Eventually.IsTrueAsync(async () => await alice.SearchAsync("text") is ["a.txt"], "the upload was indexed");
        await Eventually.IsTrueAsync(async () => await alice.NotificationsAsync() is [_], "alice was notified");
        await using var database = NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]);
        await Eventually.IsTrueAsync(
            async () => await AskAsync<long>(
                database,
                "select (select count(*) from outbox_status where not published) + (select count(*) from parked_deliveries) + (select count(*) from failed_deliveries)") == 0,
            "all was done and noted");
        // The server's own housekeeping is not the service's writing.
        await using (var quiet = database.CreateCommand("alter system set autovacuum = off")) await quiet.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await AskAsync<bool>(database, "select pg_reload_conf()");
        await Eventually.IsTrueAsync(
            async () => await AskAsync<long>(database, "select count(*) from pg_stat_activity where backend_type like 'autovacuum%'") == 0,
            "the server's housekeeping had ended");

        var before = await NextWriterAsync(database);
        var polls = new HashSet<DateTime>();
        await Eventually.IsTrueAsync(
            async () => polls.Add(await AskAsync<DateTime>(
                database, "select max(state_change) from pg_stat_activity where application_name like 'relay %'")) && polls.Count > 10,
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
