using CleanFiles.Support.Postgres;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>A position is given out at the insert and seen at the commit.</summary>
public sealed class LateCommitTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(7)]
    public async Task An_event_that_commits_below_the_cursor_is_read()
    {
        await using var outbox = await CreateAsync();
        await using var reader = await outbox.Log.OpenAsync(Ct);
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("late", 1));
        await outbox.CommitAsync(Event("early", 1));
        Assert.Equal(["early1"], (await reader.DrainAsync()).Names());

        await late.CommitAsync();

        Assert.Equal(["late1"], (await reader.DrainAsync()).Names());
    }

    [Fact, Enforces(7, 13)]
    public async Task A_reader_that_knows_positions_only_would_lose_it()
    {
        await using var outbox = await CreateAsync();
        await using var reader = new PositionOnlyReader(outbox);
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("late", 1));
        await outbox.CommitAsync(Event("early", 1));
        Assert.Equal(["early1"], (await reader.DrainAsync()).Names());

        await late.CommitAsync();

        Assert.Empty(await reader.DrainAsync());
    }

    [Fact, Enforces(7, 13)]
    public async Task An_open_transaction_delays_nobody()
    {
        await using var outbox = await CreateAsync();
        await using var open = await outbox.BeginAsync();
        await open.AppendAsync(Event("open", 1));
        await using var reader = await outbox.Log.OpenAsync(Ct);
        for (var version = 1; version <= 3; version++)
        {
            await outbox.CommitAsync(Event("a", version));
            Assert.Equal([$"a{version}"], (await reader.DrainAsync()).Names());
        }
    }

    [Fact]
    public async Task An_open_transaction_of_another_database_delays_nobody()
    {
        await using var other = await CreateAsync();
        await using var open = await other.BeginAsync();
        await open.AppendAsync(Event("open", 1));
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Event("a", 1));
        await using var reader = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(["a1"], (await reader.DrainAsync()).Names());
    }

    [Fact]
    public async Task Events_around_savepoints_are_read_with_their_transaction()
    {
        await using var outbox = await CreateAsync();
        await using var reader = await outbox.Log.OpenAsync(Ct);
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("a", 1));
        await late.Transaction.SaveAsync("undone", Ct);
        await late.AppendAsync(Event("phantom", 1));
        await late.Transaction.RollbackAsync("undone", Ct);
        await late.Transaction.SaveAsync("kept", Ct);
        await late.AppendAsync(Event("a", 2));
        await outbox.CommitAsync(Event("b", 1));
        Assert.Equal(["b1"], (await reader.DrainAsync()).Names());

        await late.CommitAsync();

        Assert.Equal(["a1", "a2"], (await reader.DrainAsync()).Names());
    }

    [Fact]
    public async Task An_event_that_commits_below_the_bookmark_during_an_outage_is_read_after_it()
    {
        await using var outbox = await CreateAsync();
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("late", 1));
        await outbox.CommitAsync(Many("a", 6));
        await using (var reader = await outbox.Log.OpenAsync(Ct))
        {
            var first = await reader.ReadAsync(4, Ct);
            await reader.DrainAsync();
            await reader.AdvanceAsync(first);
        }
        Assert.Equal(5L, await outbox.AskAsync("select position from bookmark where to_snapshot is not null"));

        await late.CommitAsync();
        await outbox.CommitAsync(Event("a", 7));
        await using var next = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(["a5", "a6", "late1", "a7"], (await next.DrainAsync(2)).Names());
    }

    private async Task<PostgresTestOutbox> CreateAsync() => await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
}
