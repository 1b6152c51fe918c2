using CleanFiles.Support.Postgres;
using Npgsql;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>Each with a server of its own, which does not survive it unharmed.</summary>
public sealed class ServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(7)]
    public async Task A_server_that_gives_out_xids_anew_after_a_crash_makes_no_event_disappear()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        await (await PostgresTestOutbox.CreateAsync(server.ConnectionString)).DisposeAsync();

        var given = 0;
        var version = 0;
        // Whether the log writer is slower than the crash is a race; a few rounds decide it.
        for (var round = 1; given == 0; round++)
        {
            Assert.True(round <= 20, "In 20 crashes the server never gave out an xid anew, so nothing was tested.");
            await using var outbox = new PostgresTestOutbox(server.ConnectionString, shards: 1);
            await outbox.CommitAsync(Event("a", ++version));
            await using var reader = await outbox.Log.OpenAsync(Ct);
            var read = await reader.DrainAsync();
            Assert.Equal([$"a{version}"], read.Names());
            await reader.AdvanceAsync(read);
            for (var n = 0; n < 3; n++)
                await using (var undone = await outbox.BeginAsync()) await undone.AppendAsync(Event("phantom", n));
            Assert.Empty(await reader.DrainAsync());
            var seen = await outbox.AskAsync("select pg_current_snapshot()::text");
            await server.CrashAsync();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => reader.ReadAsync(1, Ct));
            await server.RestartAsync();

            await using var recovered = new PostgresTestOutbox(server.ConnectionString, shards: 1);
            await recovered.CommitAsync(Event("a", ++version));
            await using var next = await recovered.Log.OpenAsync(Ct);
            var again = await next.DrainAsync();
            Assert.Equal($"a{version}", again.Names().Last());
            Assert.All(again.Names(), name => Assert.Contains(name, new[] { $"a{version - 1}", $"a{version}" }));
            await next.AdvanceAsync(again);
            given = Convert.ToInt32(await recovered.AskAsync(
                $"select count(*) from outbox where version = {version} and pg_visible_in_snapshot(xid, '{seen}')"), null);
        }
    }

    [Fact, Enforces(7)]
    public async Task A_standby_is_refused()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false);
        await (await PostgresTestOutbox.CreateAsync(server.ConnectionString)).DisposeAsync();
        await server.CrashAsync();
        await server.RestartAsStandbyAsync();
        await using var outbox = new PostgresTestOutbox(server.ConnectionString, shards: 1);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.Log.OpenAsync(Ct));

        Assert.Contains("standby", refused.Message, StringComparison.Ordinal);
    }
}
