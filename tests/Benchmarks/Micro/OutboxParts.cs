using BenchmarkDotNet.Attributes;
using CleanFiles.Infrastructure.Outbox.Postgres;
using Npgsql;

namespace CleanFiles.Micro;

/// <summary>What the relay asks the outbox for, without publishing anything.</summary>
public class OutboxParts
{
    private const int Events = 10_000, Page = 100;

    private ProductDatabase? _database;
    private NpgsqlConnection? _connection;
    private Step? _step;
    private Bookmark? _middle;

    /// <summary>Reads half of the outbox, so that the page which is measured lies in the middle of a window, as most do.</summary>
    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _database = await ProductDatabase.CreateAsync();
        await _database.Product.ProduceBacklogAsync([.. Enumerable.Range(0, Events).Select(_ => Guid.CreateVersion7())], CancellationToken.None);
        _connection = await RelayConnection.OpenAsync(_database.ConnectionString, "micro", CancellationToken.None);
        _step = new Step(_connection);
        var cursor = new ShardCursor(new Bookmark(Shard: 0, Epoch: 0, new Snapshot("1:1:", 0), To: null, Position: 0));
        for (var read = 0; read < Events / 2; read += Page) await _step.RunAsync([cursor], Page, CancellationToken.None);
        _middle = cursor.At;
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        if (_step is not null) await _step.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    /// <summary>The same page each time.</summary>
    /// <exception cref="InvalidOperationException">It was not full: what was measured is not a page.</exception>
    [Benchmark(Description = "a page of 100 of 10,000 events")]
    public async Task<int> ReadPageAsync()
    {
        var entries = await _step!.RunAsync([new ShardCursor(_middle!)], Page, CancellationToken.None);
        return entries.Count == Page ? Page : throw new InvalidOperationException($"Expected a page of {Page}, but it has {entries.Count}.");
    }
}
