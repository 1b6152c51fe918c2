using CleanFiles.Support.Postgres;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

public sealed class PostgresOutboxLogTests(PostgresFixture postgres) : OutboxLogSuite
{
    private protected override async Task<TestOutbox> CreateAsync() =>
        await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
}

public sealed class PostgresOutboxLogOfFourShardsTests(PostgresFixture postgres) : OutboxLogSuite
{
    private protected override async Task<TestOutbox> CreateAsync() =>
        await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards: 4);
}
