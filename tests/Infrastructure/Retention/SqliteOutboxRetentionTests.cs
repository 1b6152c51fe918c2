using CleanFiles.Infrastructure.Outbox.Sqlite;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Tests.Outbox;
using CleanFiles.Infrastructure.Tests.Outbox.Sqlite;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class SqliteOutboxRetentionTests : OutboxRetentionSuite
{
    [Fact, Enforces(18)]
    public async Task Each_batch_passes_the_gate_anew_so_that_uploads_do_not_wait_long()
    {
        await using var outbox = await SqliteTestOutbox.CreateAsync();
        await outbox.CommitAsync([.. Enumerable.Range(0, 5).Select(n => Event($"s{n}", days: 1))]);
        await PublishAsync(outbox);
        var gate = Substitute.For<IWriteGate>();
        var retention = new SqliteOutboxRetention(
            outbox.ConnectionString, gate, TimeProvider.System, new RetentionOptions { Outbox = TimeSpan.Zero, BatchSize = 2 });

        Assert.Equal(5, await retention.RunAsync(Some.Ct));

        await gate.Received(3).EnterAsync(Arg.Any<CancellationToken>());
    }

    private protected override async Task<TestOutbox> CreateAsync() => await SqliteTestOutbox.CreateAsync();
}
