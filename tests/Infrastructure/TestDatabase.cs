using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests;

/// <summary>A migrated database of a test's own, with the services that production has around it; nothing is started.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public static readonly TheoryData<string> Both = ["Sqlite", "Postgres"];

    private readonly TempFolder _folder;
    private readonly ServiceProvider _services;

    private TestDatabase(TempFolder folder, ServiceProvider services) => (_folder, _services) = (folder, services);

    public IServiceProvider Services => _services;

    public string Folder => _folder.Path;

    public static async Task<TestDatabase> CreateAsync(
        string provider, PostgresFixture postgres, Action<IServiceCollection>? change = null, params (string Key, string Value)[] settings)
    {
        var folder = new TempFolder();
        var values = new Dictionary<string, string?>
        {
            ["Data:Path"] = folder.Path,
            ["Persistence:Provider"] = provider,
            ["Persistence:ConnectionString"] = provider == "Postgres" ? await postgres.CreateDatabaseAsync() : null,
        };
        foreach (var (key, value) in settings) values[key] = value;
        var services = new ServiceCollection().AddLogging().AddSingleton(EventCatalogue.Default).AddSingleton<EventMapper>();
        services.AddInfrastructure(ServiceOptions.From(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));
        change?.Invoke(services);
        var database = new TestDatabase(folder, services.BuildServiceProvider(validateScopes: true));
        await using var scope = database.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.MigrateAsync(Some.Ct);
        return database;
    }

    /// <summary>Runs something in a scope of its own, as a request or a delivery would.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task InScopeAsync(Func<IServiceProvider, Task> work) => InScopeAsync(async provider =>
    {
        await work(provider);
        return true;
    });

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) as \"Value\" from {table}");

    public Task<T> ScalarAsync<T>(string sql) =>
        InScopeAsync(provider => provider.GetRequiredService<AppDbContext>().Database.SqlQueryRaw<T>(sql).SingleAsync(Some.Ct));

    public Task<List<T>> ListAsync<T>(string sql) =>
        InScopeAsync(provider => provider.GetRequiredService<AppDbContext>().Database.SqlQueryRaw<T>(sql).ToListAsync(Some.Ct));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
