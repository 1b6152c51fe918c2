using System.Collections.Concurrent;

namespace CleanFiles.Support.Postgres;

/// <summary>
/// One server for a test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>), started when the first test asks.
/// Where none can be had the test fails on CI (<c>CI=true</c>) and is skipped elsewhere.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("CLEANFILES_TEST_POSTGRES");

    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());
    private readonly ConcurrentBag<string> _guests = [];

    /// <returns>The connection string of a new empty database.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        if (Given is null) return await (await Servers.OrSkipAsync(() => _server.Value)).CreateDatabaseAsync();
        var database = await PostgresDatabases.CreateAsync(Given);
        _guests.Add(database);
        return database;
    }

    /// <summary>A server for one test alone, which may crash it. The caller disposes of it.</summary>
    public static Task<PostgresServer> StartOwnServerAsync(bool fsync, string? disk = null, string settings = "") =>
        Servers.OrSkipAsync(() => PostgresServer.StartAsync(fsync, disk, settings));

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _guests) await PostgresDatabases.DropAsync(Given!, database);
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _server.Value).DisposeAsync();
    }
}
