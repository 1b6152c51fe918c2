using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class PostgresConnectionsTests(PostgresFixture postgres)
{
    /// <summary>A session goes back to the pool as it is, so nobody may change one that came from there.</summary>
    [Fact, Enforces(26)]
    public async Task Settings_and_locks_of_a_session_end_with_it_and_reach_nobody_else()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        await database.Services.GetRequiredService<IOutboxRetention>().RunAsync(Some.Ct);
        await using (await database.Services.GetRequiredService<ITurns>().TryTakeAsync("sweep", Some.Ct))
        {
        }

        var processLock = (PostgresProcessLock)database.Services.GetRequiredService<IProcessLock>();
        await processLock.AcquireAsync(Some.Ct);
        await processLock.DisposeAsync();

        var pool = database.Services.GetRequiredService<NpgsqlDataSource>();
        await using var first = await pool.OpenConnectionAsync(Some.Ct);
        await using var second = await pool.OpenConnectionAsync(Some.Ct);
        foreach (var connection in new[] { first, second })
        {
            Assert.Equal("on 0", await AskAsync(connection, "select current_setting('enable_seqscan') || ' ' || current_setting('lock_timeout')"));
            Assert.Equal(0L, await AskAsync(connection, "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"));
        }
    }

    [Theory, Enforces(26)]
    [InlineData("", 100, true)]
    [InlineData(";Max Auto Prepare=0;No Reset On Close=false", 0, false)]
    [InlineData(";MaxAutoPrepare=7", 7, true)]
    public void What_the_connection_string_says_itself_stays(string more, int prepared, bool keeps)
    {
        var services = new ServiceCollection();
        services.AddPostgresConnections($"Host=localhost;Database=files{more}", TimeSpan.FromSeconds(30));
        using var provider = services.BuildServiceProvider();
        var tuned = new NpgsqlConnectionStringBuilder(provider.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        Assert.Equal((prepared, keeps), (tuned.MaxAutoPrepare, tuned.NoResetOnClose));
    }

    /// <summary>A machine that is gone says no goodbye: the server is to find out before somebody has waited for long.</summary>
    [Theory, Enforces(8, 10)]
    [InlineData(null), InlineData(PostgresConnections.Unpooled)]
    public async Task The_server_ends_sessions_whose_client_is_gone_or_stands_still(string? key)
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, settings: ("Consumers:HandlerTimeoutSeconds", "7"));
        await using var connection = await database.Services.GetRequiredKeyedService<NpgsqlDataSource>(key).OpenConnectionAsync(Some.Ct);
        Assert.Equal("14s", await AskAsync(connection, "show idle_in_transaction_session_timeout"));
        Assert.Equal("5", await AskAsync(connection, "show tcp_keepalives_idle"));
        Assert.Equal("3", await AskAsync(connection, "show tcp_keepalives_interval"));
        Assert.Equal("3", await AskAsync(connection, "show tcp_keepalives_count"));
        Assert.Equal("14000", await AskAsync(connection, "show tcp_user_timeout"));
    }

    [Fact, Enforces(8)]
    public async Task What_somebody_has_said_about_such_sessions_stays()
    {
        var given = $"{await postgres.CreateDatabaseAsync()};Options=-c idle_in_transaction_session_timeout=3h -c tcp_keepalives_idle=99";
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, settings: ("Persistence:ConnectionString", given));
        await using var connection = await database.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Some.Ct);
        Assert.Equal("3h", await AskAsync(connection, "show idle_in_transaction_session_timeout"));
        Assert.Equal("99", await AskAsync(connection, "show tcp_keepalives_idle"));
        Assert.Equal("3", await AskAsync(connection, "show tcp_keepalives_count"));
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Every text stands above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Some.Ct);
    }
}
