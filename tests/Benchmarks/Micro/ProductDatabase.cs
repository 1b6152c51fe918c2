using CleanFiles.Benchmarks.Load;
using CleanFiles.Benchmarks.Subject;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Micro;

/// <summary>The product composed as for the other benchmarks and not started, on a migrated database of a server of its own, whose commits reach the disk.</summary>
internal sealed class ProductDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private ProductDatabase(PostgresServer server, string connectionString)
    {
        (_server, ConnectionString) = (server, connectionString);
        Product = new ProductSubject(new Job { Scenario = Scenario.Drain, ConnectionString = connectionString });
    }

    public string ConnectionString { get; }

    public ProductSubject Product { get; }

    /// <exception cref="Support.ServerUnavailableException">The machine has none and none could be fetched.</exception>
    public static async Task<ProductDatabase> CreateAsync()
    {
        var server = await PostgresServer.StartAsync(fsync: true);
        var database = new ProductDatabase(server, await server.CreateDatabaseAsync());
        await database.Product.PrepareAsync(CancellationToken.None);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await _server.DisposeAsync();
    }
}
