using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;
namespace CleanFiles.Infrastructure.Tests.Outbox;
public sealed class Smoke(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    [Fact]
    public async Task Works()
    {
        await using var ds = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using (var c = ds.CreateCommand(PostgresOutboxSchema.Create)) await c.ExecuteNonQueryAsync(Ct);
        await using var con = await ds.OpenConnectionAsync(Ct);
        await using var tx = await con.BeginTransactionAsync(Ct);
        await new PostgresOutboxWriter(Options.Create(new OutboxOptions())).AppendAsync(tx, [.. Enumerable.Range(1, 50).Select(n => new Envelope(Guid.CreateVersion7(), "t", 1, "s", n, DateTimeOffset.UtcNow, "{\"a\":1}"u8.ToArray(), new("c")))], Ct);
        await tx.CommitAsync(Ct);
        await using var q = ds.CreateCommand("select array_agg(version order by position) from outbox; ");
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), (long[])(await q.ExecuteScalarAsync(Ct))!);
    }
}
