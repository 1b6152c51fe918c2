using System.Collections.Concurrent;
using System.Net;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Search;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>The service's own database goes away and comes back.</summary>
public sealed class OutageTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_away_requests_are_told_to_come_back_and_afterwards_everything_goes_on_by_itself()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");
        var before = await alice.UploadAsync("before.txt", "text");

        await server.CrashAsync();
        var answer = await alice.GetAsync($"/api/files/{before}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.TryUploadAsync("lost.txt", "text")).StatusCode);
        Assert.Single(Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories));

        await server.RestartAsync();
        await Eventually.IsTrueAsync(
            async () => (await alice.GetAsync($"/api/files/{before}")).StatusCode == HttpStatusCode.OK, "files could be read again");
        var after = await alice.UploadAsync("after.txt", "text");
        foreach (var file in new[] { before, after })
            await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], $"{file} was audited");
    }

    [Fact(Explicit = true), Enforces(10)]
    public async Task After_the_session_that_held_the_lock_was_ended_a_second_process_is_still_turned_away()
    {
        using var world = await World.CreateAsync(Databases.Postgres, postgres);
        world.Settings["Outbox:Shards"] = "4";
        await using var first = App.Start(world);
        await using var database = NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]);
        var holder = await HolderAsync(database);
        await using (var end = database.CreateCommand($"select pg_terminate_backend({holder})")) await end.ExecuteNonQueryAsync(Ct);

        await Eventually.IsTrueAsync(async () => await HolderAsync(database) is { } again && again != holder, "the lock was taken again");
        await using var second = world.StartProcess();

        Assert.Equal(2, await second.EndAsync());
        Assert.StartsWith("Another process runs Relay and Consumers", Assert.Single(second.Errors), StringComparison.Ordinal);
    }

    [Fact(Explicit = true), Enforces(10)]
    public async Task A_process_whose_lock_another_one_has_taken_ends_and_says_so()
    {
        using var world = await World.CreateAsync(Databases.Postgres, postgres);
        await using var first = world.StartProcess();
        await first.AddressAsync();
        await using var database = NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]);
        var holder = await HolderAsync(database);
        await using var other = await database.OpenConnectionAsync(Ct);
        await using var take = new NpgsqlCommand($"select pg_advisory_lock({PostgresProcessLock.Key})", other);
        var taken = take.ExecuteNonQueryAsync(Ct);
        await using (var end = database.CreateCommand($"select pg_terminate_backend({holder})")) await end.ExecuteNonQueryAsync(Ct);
        await taken;

        Assert.Equal(2, await first.EndAsync());

        Assert.StartsWith("Another process runs Relay and Consumers", Assert.Single(first.Errors), StringComparison.Ordinal);
    }

    [Fact(Explicit = true), Enforces(10)]
    public async Task After_the_database_was_restarted_a_second_process_is_still_turned_away()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        await using var first = App.Start(world);
        var alice = await first.OwnerAsync("alice");
        await server.CrashAsync();
        await server.RestartAsync();
        var file = Guid.Empty;
        await Eventually.IsTrueAsync(
            async () => (await alice.GetAsync("/api/files")).StatusCode == HttpStatusCode.OK && (file = await alice.UploadAsync("a.txt", "text")) != default,
            "uploads went on");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the relay had its log again");

        await using var second = world.StartProcess();

        Assert.Equal(2, await second.EndAsync());
        Assert.StartsWith("Another process runs Relay and Consumers", Assert.Single(second.Errors), StringComparison.Ordinal);
    }

    [Fact, Enforces(17)]
    public async Task A_database_that_goes_away_under_load_spends_no_attempt_and_everything_resumes()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        world.Settings["Consumers:MaxAttempts"] = "1";
        CountedFailures? failures = null;
        await using var app = App.Start(world, services => services.AddSingleton<FailedDeliveries>()
            .AddSingleton<IFailedDeliveries>(provider => failures = new CountedFailures(provider.GetRequiredService<FailedDeliveries>())));
        var alice = await app.OwnerAsync("alice");
        var (answered, refused, enough) = (0, 0, false);
        var clients = Enumerable.Range(0, 4).Select(_ => UploadAsync()).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var (more, denied) = (answered + 15, refused + 15);
            await Eventually.IsTrueAsync(() => answered >= more, "uploads were answered");
            await server.CrashAsync();
            await Eventually.IsTrueAsync(() => refused >= denied, "uploads were told to come back");
            await server.RestartAsync();
        }

        var last = answered + 15;
        await Eventually.IsTrueAsync(() => answered >= last, "uploads were answered again");
        enough = true;
        await Task.WhenAll(clients);

        // A commit whose answer was lost may have stored a file of which its client does not know; it counts like any other.
        var files = await app.ReadAsync(db => db.Set<FileAggregate>().CountAsync());
        Assert.InRange(files, answered, answered + refused);
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<Notification>().CountAsync()) == files, "every file was announced", TimeSpan.FromMinutes(3));
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<SearchDocument>().CountAsync()) == files, "every file was indexed", TimeSpan.FromMinutes(3));
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<AuditEntry>().CountAsync()) == files, "every file was audited", TimeSpan.FromMinutes(3));
        Assert.Empty(failures!.Counted);
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<FailedDelivery>().CountAsync()) == 0, "no failure was left");
        await Eventually.IsTrueAsync(async () => (await alice.ReadinessAsync()).StartsWith("{\"status\":\"Healthy\"", StringComparison.Ordinal), "all is well");

        async Task UploadAsync()
        {
            while (!enough)
            {
                var answer = await alice.TryUploadAsync("some.txt", "text");
                if (answer.StatusCode == HttpStatusCode.Created) Interlocked.Increment(ref answered);
                else Interlocked.Increment(ref refused);
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable });
            }
        }
    }

    /// <summary>Keeps what was counted as an attempt.</summary>
    private sealed class CountedFailures(IFailedDeliveries inner) : IFailedDeliveries
    {
        public ConcurrentQueue<string> Counted { get; } = [];

        public Task<int> CountAsync(string consumer, Envelope envelope, Exception error, int last, CancellationToken ct)
        {
            Counted.Enqueue($"{consumer}: {error}");
            return inner.CountAsync(consumer, envelope, error, last, ct);
        }

        public Task NoteAsync(string consumer, Envelope envelope, Exception error, CancellationToken ct) => inner.NoteAsync(consumer, envelope, error, ct);
    }

    /// <summary>The process lock's session: the only one with an advisory lock on a number of 64 bits that is not retention's for a moment.</summary>
    private static async Task<int?> HolderAsync(NpgsqlDataSource database)
    {
        await using var ask = database.CreateCommand("""
            select l.pid from pg_locks l join pg_database d on d.oid = l.database
            where l.locktype = 'advisory' and l.granted and d.datname = current_database() and l.objsubid = 1 limit 1
            """);
        return (int?)await ask.ExecuteScalarAsync(Ct);
    }
}
