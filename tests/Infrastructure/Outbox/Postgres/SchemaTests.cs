using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Support.Postgres;
using Npgsql;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

public sealed class SchemaTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Enforces(7)]
    [InlineData("0")]
    [InlineData("4000000000")]
    public async Task An_xid_that_is_not_the_writers_own_is_refused(string xid)
    {
        await using var outbox = await CreateAsync();
        var insert = $"""
            insert into outbox (xid, shard, id, stream, version, type, schema_version, payload, headers, occurred_at)
            values ('{xid}', 0, gen_random_uuid(), 'a', 1, 'thing.happened', 1, '1', '1', now())
            """;

        var refused = await Assert.ThrowsAsync<PostgresException>(() => outbox.AskAsync(insert));

        Assert.Equal("own_xid", refused.ConstraintName);
    }

    [Theory, Enforces(7)]
    [InlineData("select 1")]
    [InlineData("analyze outbox")]
    public async Task The_step_reads_by_index_whatever_the_statistics_say(string first)
    {
        await using var outbox = await CreateAsync();
        await outbox.AskAsync(first);
        await AssertPlanAsync(outbox);
        await outbox.CommitAsync(Many("a", 5000));
        await AssertPlanAsync(outbox);
        await outbox.AskAsync("analyze outbox");
        await AssertPlanAsync(outbox);
    }

    private static async Task AssertPlanAsync(PostgresTestOutbox outbox)
    {
        await using var connection = await RelayConnection.OpenAsync(outbox.ConnectionString, "plans", Ct);
        await using (var prepare = new NpgsqlCommand(
            $"deallocate all; prepare step(smallint[], text[], bigint[], text[], bigint[], bigint) as {StepSql.Text}", connection))
            await prepare.ExecuteNonQueryAsync(Ct);
        await using var explain = new NpgsqlCommand("explain execute step('{0}', '{1:1:}', '{0}', '{null}', '{0}', 500)", connection);
        var plan = new List<string>();
        await using (var line = await explain.ExecuteReaderAsync(Ct))
            while (await line.ReadAsync(Ct)) plan.Add(line.GetString(0));

        Assert.Equal(2, plan.Count(line => line.Contains("Index Scan using outbox_xid on outbox", StringComparison.Ordinal)));
        Assert.Equal(1, plan.Count(line => line.Contains("Index Scan using outbox_pos on outbox", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on outbox ", StringComparison.Ordinal));
    }

    private async Task<PostgresTestOutbox> CreateAsync() => await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
}
