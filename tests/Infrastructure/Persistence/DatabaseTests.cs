using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Persistence.Sqlite;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class DatabaseTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_migrations_bring_about_what_the_model_says(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(services =>
        {
            Assert.False(services.GetRequiredService<AppDbContext>().Database.HasPendingModelChanges());
            return Task.CompletedTask;
        });
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Pages_neither_repeat_nor_skip_files_that_arrived_at_the_same_time(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var files = Enumerable.Range(0, 23).Select(n => Some.File(at: Some.Noon.AddSeconds(n / 5))).ToList();
        await database.InScopeAsync(async services =>
        {
            foreach (var file in files.Append(Some.File(owner: "bob"))) services.GetRequiredService<IFiles>().Add(file);
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });

        var listed = await database.InScopeAsync(async services =>
        {
            var (all, after) = (new List<FileAggregate>(), (Cursor?)null);
            for (IReadOnlyList<FileAggregate> page; (page = await Page(services, after)).Count > 0; after = new Cursor(page[^1].UploadedAt, page[^1].Id.Value))
                all.AddRange(page);
            return all;
        });
        Assert.Equal(23, listed.Count);
        Assert.Equal(files.Select(file => file.Id).ToHashSet(), listed.Select(file => file.Id).ToHashSet());
        Assert.Equal(listed.OrderByDescending(file => file.UploadedAt).Select(file => file.UploadedAt), listed.Select(file => file.UploadedAt));

        static Task<IReadOnlyList<FileAggregate>> Page(IServiceProvider services, Cursor? after) =>
            services.GetRequiredService<IFiles>().ListAsync(new OwnerId("alice"), 4, after, Some.Ct);
    }

    [Fact]
    [Enforces(11)]
    public async Task SQLite_writes_ahead_and_to_the_disk()
    {
        await using var database = await TestDatabase.CreateAsync("Sqlite", postgres);
        Assert.Equal("wal", await database.ScalarAsync<string>("select journal_mode as \"Value\" from pragma_journal_mode"));
        Assert.Equal(2, await database.ScalarAsync<int>("select synchronous as \"Value\" from pragma_synchronous"));
    }

    [Fact]
    [Enforces(11)]
    public async Task A_second_process_is_turned_away_from_a_SQLite_database_in_one_sentence()
    {
        using var folder = new TempFolder();
        var database = new SqliteDatabase(null, folder.Path);
        using (var first = new SqliteProcessLock(database))
        {
            await first.AcquireAsync(Some.Ct);
            using var second = new SqliteProcessLock(database);
            var refused = await Assert.ThrowsAsync<SettingsException>(() => second.AcquireAsync(Some.Ct));
            Assert.Contains($"Another process uses {database.Path}, or its lock file cannot be written", refused.Message, StringComparison.Ordinal);
        }

        using var next = new SqliteProcessLock(database);
        await next.AcquireAsync(Some.Ct);
    }

    [Fact]
    [Enforces(10)]
    public async Task A_second_process_with_the_in_memory_bus_is_turned_away_from_a_PostgreSQL_database_in_one_sentence()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using (var first = NpgsqlDataSource.Create(connectionString))
        {
            await using var held = new PostgresProcessLock(first);
            await held.AcquireAsync(Some.Ct);
            var refused = await Assert.ThrowsAsync<SettingsException>(() => AcquireAsync(connectionString));
            Assert.Contains("with Messaging:Transport=InMemory stop it", refused.Message, StringComparison.Ordinal);
        }

        await AcquireAsync(connectionString);
    }

    private static async Task AcquireAsync(string connectionString)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var processLock = new PostgresProcessLock(dataSource);
        await processLock.AcquireAsync(Some.Ct);
    }
}
