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
    private bool IsSqlite => options.Provider == PersistenceProvider.Sqlite;

    /// <exception cref="SettingsException">The database is away, another process has it, or it is not migrated and not ours to migrate.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => WithAsync(
        async database =>
        {
            var isOurs = environment.IsDevelopment() || IsSqlite;
            if (isOurs) await CreateAsync(database, cancellationToken);
            await processLock.AcquireAsync(cancellationToken);
            var pending = await PendingAsync(database, cancellationToken);
            if (isOurs) await UpdateAsync(database, cancellationToken);
            else if (pending.Count > 0)
                throw new SettingsException([
                    $"The database lacks {string.Join(", ", pending)}; run this program once with the argument migrate before you start it."]);
            return pending;
        });

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For deployments: PostgreSQL is brought up to date also while an older version still runs.</summary>
    /// <returns>The migrations that were applied.</returns>
    /// <exception cref="SettingsException">The database is away, or SQLite's is in use.</exception>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct) => WithAsync(async database =>
    {
        await CreateAsync(database, ct);
        if (IsSqlite) await processLock.AcquireAsync(ct);
        var pending = await PendingAsync(database, ct);
        await UpdateAsync(database, ct);
        return pending;
    });

    /// <summary>For commands beside a running service, which may keep the process lock.</summary>
    /// <exception cref="SettingsException">The database is away, or was away in the middle of the work, or it is not there or not migrated.</exception>
    public Task<T> UseAsync<T>(Func<Task<T>> work, CancellationToken ct) => WithAsync(async database =>
    {
        if (!await database.GetService<IRelationalDatabaseCreator>().ExistsAsync(ct))
            throw new SettingsException([
                IsSqlite
                ? $"There is no database {database.GetDbConnection().DataSource}; give the command the settings of the service, and run it in the same folder."
                : $"There is no database {database.GetDbConnection().Database}; mend Persistence:ConnectionString, or run this program with the argument migrate."]);
        var pending = await PendingAsync(database, ct);
        return pending.Count == 0
            ? await work()
            : throw new SettingsException([$"The database lacks {string.Join(", ", pending)}; run this program with the argument migrate first."]);
    });

    private async Task<T> WithAsync<T>(Func<DatabaseFacade, Task<T>> work)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>().Database);
        }
        catch (Exception e) when (e is not OperationCanceledException && (e as DbException ?? e.InnerException as DbException) is { } fault)
        {
            throw new SettingsException([
                $"The database cannot be used: {fault.Message.TrimEnd('.')}; see that it runs and lets this user in, or mend Persistence:Provider and Persistence:ConnectionString."]);
        }
    }

    /// <summary>Before the lock, since PostgreSQL's lies in the database.</summary>
    private static async Task CreateAsync(DatabaseFacade database, CancellationToken ct)
    {
        var creator = database.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(ct)) await creator.CreateAsync(ct);
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(DatabaseFacade database, CancellationToken ct) =>
        [.. await database.GetPendingMigrationsAsync(ct)];

    private async Task UpdateAsync(DatabaseFacade database, CancellationToken ct)
    {
        // EF Core asks for the write-ahead log when it creates the file; one restored from a copy may have lost it. And its own lock is a
        // row that a killed process leaves behind, for which the next one would wait for ever; the process lock says nobody is there.
        if (IsSqlite)
            await database.ExecuteSqlRawAsync("pragma journal_mode = wal; drop table if exists \"__EFMigrationsLock\"", ct);
        await database.MigrateAsync(ct);
    }
}
