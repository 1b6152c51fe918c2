using BenchmarkDotNet.Attributes;
using CleanFiles.Infrastructure.Consuming;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Micro;

/// <summary>What a consumer's batch costs before any effect.</summary>
public class InboxParts
{
    private const int Events = 100;

    private ProductDatabase? _database;

    [GlobalSetup]
    public async Task PrepareAsync() => _database = await ProductDatabase.CreateAsync();

    [GlobalCleanup]
    public async Task EndAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    /// <summary>A scope, as the product has one for each batch, and a transaction that reaches the disk. The table grows by each.</summary>
    /// <exception cref="InvalidOperationException">Some were known: what was measured is not what it says.</exception>
    [Benchmark(Description = "100 new events entered and committed")]
    public async Task<int> EnterAsync()
    {
        await using var scope = _database!.Product.Services.CreateAsyncScope();
        var inbox = scope.ServiceProvider.GetRequiredService<IInbox>();
        var entered = await inbox.EnterAsync("micro", [.. Enumerable.Range(0, Events).Select(_ => Guid.CreateVersion7())], CancellationToken.None);
        await inbox.CommitAsync(CancellationToken.None);
        return entered.Count == Events ? Events : throw new InvalidOperationException($"Expected {Events} new events, but {entered.Count} were.");
    }
}
