using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>How processes wake each other's relays.</summary>
public sealed class CallTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly OutboxSignal _signal = new();
    private readonly ShardsChanged _changed = new();
    private readonly OutboxCommitted _committed = new();

    [Fact, Enforces(19, 30)]
    public async Task A_burst_of_commits_becomes_a_few_calls_and_the_last_one_is_always_heard()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var calls = 0;
        await using var witness = await dataSource.OpenConnectionAsync(Ct);
        witness.Notification += (_, _) => Interlocked.Increment(ref calls);
        await ExecuteAsync(witness, $"listen \"{OutboxChannel.Name}\"");
        using var listener = await ListenAsync(connectionString);
        using var bell = new OutboxBell(dataSource, _committed, TimeProvider.System, NullLogger<OutboxBell>.Instance);
        await bell.StartAsync(Ct);

        for (var n = 0; n < 100_000; n++) _committed.Raise();
        await _signal.Raised.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await ExecuteAsync(witness, "select 1");
        Assert.InRange(Volatile.Read(ref calls), 1, 1_000);

        for (var n = 0; n < 20; n++)
        {
            _signal.Reset();
            _committed.Raise();
            await _signal.Raised.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        }

        Assert.False(_changed.Raised.IsCompleted);
        await bell.StopAsync(Ct);
        await listener.StopAsync(Ct);
    }

    [Fact, Enforces(30)]
    public async Task A_transaction_that_writes_events_notifies_nobody()
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
        var heard = new List<string>();
        await using var witness = await outbox.DataSource.OpenConnectionAsync(Ct);
        witness.Notification += (_, call) => heard.Add(call.Payload);
        await ExecuteAsync(witness, $"listen \"{OutboxChannel.Name}\"");

        await outbox.CommitAsync(Events.Event("a", 1), Events.Event("b", 1));
        // Notifications come in the order of commits, so whatever that one sent would be here before this.
        await outbox.AskAsync($"select pg_notify('{OutboxChannel.Name}', 'end')");
        await Eventually.IsTrueAsync(
            async () =>
            {
                await ExecuteAsync(witness, "select 1");
                return heard.Count > 0;
            },
            "the witness heard something");

        Assert.Equal(["end"], heard);
    }

    [Fact, Enforces(19, 30)]
    public async Task Calls_are_heard_again_after_the_session_that_listens_was_lost()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var other = await dataSource.OpenConnectionAsync(Ct);
        using var listener = await ListenAsync(connectionString);

        await ExecuteAsync(other, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'");

        await Eventually.IsTrueAsync(() => _changed.Raised.IsCompleted, "it listens again, and says that much may have happened");
        _signal.Reset();
        await ExecuteAsync(other, $"select pg_notify('{OutboxChannel.Name}', '{OutboxChannel.Events}')");
        await _signal.Raised.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await listener.StopAsync(Ct);
    }

    [Fact]
    public async Task Without_a_server_to_call_the_bell_goes_on()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");
        using var bell = new OutboxBell(nowhere, _committed, TimeProvider.System, NullLogger<OutboxBell>.Instance);
        await bell.StartAsync(Ct);
        for (var n = 0; n < 3; n++)
        {
            _committed.Raise();
            await Eventually.IsTrueAsync(() => !_committed.Raised.IsCompleted, "the call was tried");
        }

        Assert.False(bell.ExecuteTask!.IsCompleted);
        await bell.StopAsync(Ct);
    }

    /// <summary>Once it listens it says that relays may have come and gone unheard; that is taken back here.</summary>
    private async Task<OutboxListener> ListenAsync(string connectionString)
    {
        var listener = new OutboxListener(connectionString, _signal, _changed, TimeProvider.System, NullLogger<OutboxListener>.Instance);
        await listener.StartAsync(Ct);
        await _changed.Raised.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        _changed.Reset();
        _signal.Reset();
        return listener;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Every text stands in this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
