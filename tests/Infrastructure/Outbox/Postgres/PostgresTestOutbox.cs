using System.Data.Common;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

internal sealed class PostgresTestOutbox(string connectionString, int shards) : TestOutbox
{
    private readonly OutboxOptions _options = new() { Shards = shards };

    public NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(connectionString);

    public override IOutboxLog Log => new PostgresOutboxLog(DataSource, _options, TimeProvider.System);

    protected override IOutboxWriter Writer => new PostgresOutboxWriter(_options);

    public static async Task<PostgresTestOutbox> CreateAsync(string connectionString, int shards = 1)
    {
        var outbox = new PostgresTestOutbox(connectionString, shards);
        await outbox.AskAsync(PostgresOutboxSchema.Create);
        return outbox;
    }

    /// <summary>Takes over from a reader that does not know, as if its lock had been lost on the way.</summary>
    public async Task<IOutboxReader> StealAsync()
    {
        var connection = await RelayConnection.OpenAsync(DataSource, TestContext.Current.CancellationToken);
        return new PostgresOutboxReader(
            connection, await BookmarkTable.TakeOverAsync(connection, shards, TestContext.Current.CancellationToken));
    }

    public override async Task<DbConnection> ConnectAsync() => await DataSource.OpenConnectionAsync();

    public override async Task<string> BookmarkVersionAsync() =>
        (string)(await AskAsync("select string_agg(ctid || ' ' || xmin, ', ' order by shard) from bookmark"))!;

    public override ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
