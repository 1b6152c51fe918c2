using System.Data.Common;
using System.Globalization;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Sqlite;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support;
using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Tests.Outbox.Sqlite;

internal sealed class SqliteTestOutbox : TestOutbox
{
    private readonly TempFolder _folder = new();
    private readonly SqliteConnection _observer;

    private SqliteTestOutbox()
    {
        ConnectionString = $"Data Source={_folder.File("test.db")};Pooling=False";
        _observer = new SqliteConnection(ConnectionString);
    }

    public string ConnectionString { get; }

    public override IOutboxLog Log => new SqliteOutboxLog(ConnectionString, new OpenGate());

    public override IOutboxRetention Retention(RetentionOptions options) =>
        new SqliteOutboxRetention(ConnectionString, new OpenGate(), TimeProvider.System, options);

    protected override IOutboxWriter Writer { get; } = new SqliteOutboxWriter();

    public static async Task<SqliteTestOutbox> CreateAsync()
    {
        var outbox = new SqliteTestOutbox();
        await outbox._observer.OpenAsync();
        await outbox.AskAsync("pragma journal_mode = wal;" + SqliteOutboxSchema.Create);
        return outbox;
    }

    public override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Of the whole file, as a connection sees it that never writes.</summary>
    public override async Task<string> BookmarkVersionAsync()
    {
        await using var command = new SqliteCommand("pragma data_version", _observer);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }

    public override async ValueTask DisposeAsync()
    {
        await _observer.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class OpenGate : IWriteGate, IDisposable
    {
        public ValueTask<IDisposable> EnterAsync(CancellationToken ct) => new(this);

        public void Dispose()
        {
        }
    }
}
