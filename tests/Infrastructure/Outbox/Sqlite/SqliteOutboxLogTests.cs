using CleanFiles.Infrastructure.Outbox.Sqlite;
using CleanFiles.Infrastructure.Persistence;
using NSubstitute;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Sqlite;

public sealed class SqliteOutboxLogTests : OutboxLogSuite
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(11)]
    public async Task It_writes_only_inside_the_gate()
    {
        await using var outbox = await SqliteTestOutbox.CreateAsync();
        await outbox.CommitAsync(Event("a", 1));
        var gate = Substitute.For<IWriteGate>();
        await using var reader = await new SqliteOutboxLog(outbox.ConnectionString, gate).OpenAsync(Ct);
        await gate.Received(1).EnterAsync(Arg.Any<CancellationToken>());

        var read = await reader.DrainAsync();
        await gate.Received(1).EnterAsync(Arg.Any<CancellationToken>());
        await reader.AdvanceAsync(read);
        await gate.Received(2).EnterAsync(Arg.Any<CancellationToken>());
    }

    [Fact, Enforces(7)]
    public async Task A_position_is_never_given_out_twice()
    {
        await using var outbox = await SqliteTestOutbox.CreateAsync();
        await using var reader = await outbox.Log.OpenAsync(Ct);
        await outbox.CommitAsync(Event("a", 1));
        await reader.DrainAsync();
        await outbox.AskAsync("delete from outbox");
        await outbox.CommitAsync(Event("b", 1));

        Assert.Equal(["b1"], (await reader.DrainAsync()).Names());
    }

    private protected override async Task<TestOutbox> CreateAsync() => await SqliteTestOutbox.CreateAsync();
}
