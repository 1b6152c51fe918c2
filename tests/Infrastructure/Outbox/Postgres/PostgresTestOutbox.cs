using System.Data.Common;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

internal sealed class PostgresTestOutbox(string connectionString, int shards) : TestOutbox
{
    public const string EndSessionsOfRelays = $"""
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like '{ShardTable.OwnerPrefix}%'
        """;

    private readonly OutboxOptions _options = new() { Shards = shards };

    public string ConnectionString => connectionString;

    public NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(connectionString);

    public override IOutboxLog Log => LogWith(new RelayOptions());

    public override IOutboxRetention Retention(RetentionOptions options) => new PostgresOutboxRetention(DataSource, options);

    protected override IOutboxWriter Writer => new PostgresOutboxWriter(_options);

    public static async Task<PostgresTestOutbox> CreateAsync(string connectionString, int shards = 1)
    {
        var outbox = new PostgresTestOutbox(connectionString, shards);
        await outbox.AskAsync($"{PostgresOutboxSchema.Create}; {PostgresOutboxSchema.AddOwner}");
        return outbox;
    }

    public IOutboxLog LogWith(RelayOptions relay, ShardsChanged? changed = null) => new PostgresOutboxLog(
        connectionString, _options, relay, changed ?? new ShardsChanged(), NullLogger<PostgresOutboxLog>.Instance);

    /// <summary>Takes over from whoever is silent at this moment, as if its lease were over.</summary>
    public Task<IOutboxReader> StealAsync() =>
        LogWith(new RelayOptions { Lease = TimeSpan.Zero }).OpenAsync(TestContext.Current.CancellationToken);

    public override async Task<DbConnection> ConnectAsync() => await DataSource.OpenConnectionAsync();

    public override async Task<string> BookmarkVersionAsync() =>
        (string)(await AskAsync("select string_agg(ctid || ' ' || xmin, ', ' order by shard) from bookmark"))!;

    public override ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
