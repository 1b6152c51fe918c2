using System.Data.Common;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Starts before everything else: claims the database, and brings it up to date or says what it lacks.</summary>
internal sealed class DatabasePreparation(
    IServiceScopeFactory scopes, IProcessLock processLock, PersistenceOptions options, IHostEnvironment environment) : IHostedService
{
    /// <exception cref="SettingsException">The database is away, another process has it, or it is not migrated and not ours to migrate.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception e) when ((e as DbException ?? e.InnerException as DbException) is { } fault)
        {
            throw new SettingsException([
                $"The database cannot be used: {fault.Message.TrimEnd('.')}; start it, or mend Persistence:Provider and Persistence:ConnectionString."]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>().Database;
        var isOurs = environment.IsDevelopment() || options.Provider == PersistenceProvider.Sqlite;
        if (isOurs) await CreateAsync(database.GetService<IRelationalDatabaseCreator>(), cancellationToken);
        await processLock.AcquireAsync(cancellationToken);
        // EF Core asks for it when it creates the file; one restored from a copy may have lost it.
        if (options.Provider == PersistenceProvider.Sqlite) await database.ExecuteSqlRawAsync("pragma journal_mode = wal", cancellationToken);
        if (isOurs) await database.MigrateAsync(cancellationToken);
        else if ((await database.GetPendingMigrationsAsync(cancellationToken)).ToList() is { Count: > 0 } pending)
            throw new SettingsException([
                $"The database lacks {string.Join(", ", pending)}; run this program once with the argument migrate before you start it."]);
    }

    /// <summary>Before the lock, since that lies in the database.</summary>
    private static async Task CreateAsync(IRelationalDatabaseCreator creator, CancellationToken ct)
    {
        if (!await creator.ExistsAsync(ct)) await creator.CreateAsync(ct);
    }
}
