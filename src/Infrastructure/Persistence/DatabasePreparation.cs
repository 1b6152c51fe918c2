using CleanFiles.Infrastructure.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Starts before everything else: claims the database, and brings it up to date or says what it lacks.</summary>
internal sealed class DatabasePreparation(
    IServiceScopeFactory scopes, IProcessLock processLock, PersistenceOptions options, IHostEnvironment environment) : IHostedService
{
    /// <exception cref="SettingsException">Another process has the database, or it is not migrated and not ours to migrate.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await processLock.AcquireAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>().Database;
        if (environment.IsDevelopment() || options.Provider == PersistenceProvider.Sqlite) await database.MigrateAsync(cancellationToken);
        else if ((await database.GetPendingMigrationsAsync(cancellationToken)).ToList() is { Count: > 0 } pending)
            throw new SettingsException([
                $"The database lacks {string.Join(", ", pending)}; run this program once with the argument migrate before you start it."]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
