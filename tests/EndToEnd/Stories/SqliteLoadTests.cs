using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.Data.Sqlite;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>One file of SQLite, written to by requests, relay and four consumers at once.</summary>
public sealed class SqliteLoadTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Clients = 6;

    private static readonly TimeSpan Load = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _answers = [];

    [Fact(Explicit = true), Enforces(11)]
    public async Task For_a_minute_every_request_succeeds_no_lock_is_met_and_all_consequences_arrive()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        foreach (var category in new[] { "Default", "Microsoft.EntityFrameworkCore" }) world.Settings[$"Logging:LogLevel:{category}"] = "Error";
        await using var service = world.StartProcess();
        var address = await service.AddressAsync();
        var (began, turnedAway) = (Stopwatch.GetTimestamp(), false);

        var clients = Enumerable.Range(0, Clients).Select(n => UseAsync(address, $"owner{n}", () => turnedAway && Stopwatch.GetElapsedTime(began) > Load)).ToArray();
        await using (var second = world.StartProcess())
        {
            Assert.Equal(2, await second.EndAsync());
            Assert.StartsWith("Another process uses ", Assert.Single(second.Errors), StringComparison.Ordinal);
        }

        turnedAway = true;
        await Task.WhenAll(clients);
        Report();

        var (uploads, renames, deletes) = (Count("upload"), Count("rename"), Count("delete"));
        await AreAsync(world, "notifications", uploads);
        await AreAsync(world, "audit_entries", uploads + renames + deletes);
        await AreAsync(world, "audit_entries where type = 'file.deleted'", deletes);
        await AreAsync(world, "search_documents where not deleted", uploads - deletes);
        await Eventually.IsTrueAsync(
            () => Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories).Length == uploads - deletes,
            "the bytes of deleted files are gone");
        await AreAsync(world, "failed_deliveries", 0);
        Assert.Equal(0, await service.StopAsync());
        Assert.Empty(service.Errors);
        Assert.DoesNotContain(service.Output, line => line.Contains("fail:", StringComparison.Ordinal) || line.Contains("locked", StringComparison.Ordinal));
    }

    /// <summary>What a person does: most of all uploads. Every answer that is no success fails the test.</summary>
    private async Task UseAsync(Uri address, string name, Func<bool> isOver)
    {
        var owner = await Owner.SignInAsync(address, name);
        for (var n = 0; !isOver(); n++)
        {
            var file = await TimedAsync("upload", () => owner.UploadAsync($"report {n}.txt", $"figures of {name}, number {n}"));
            if (n % 3 == 0) await TimedAsync("rename", () => owner.RenameAsync(file, $"renamed {n}.txt"));
            if (n % 4 == 0) await TimedAsync("search", () => owner.SearchAsync("figures"));
            if (n % 4 == 2) await TimedAsync("list", () => owner.GetAsync("/api/files?limit=50"));
            if (n % 5 == 0) await TimedAsync("delete", () => owner.DeleteAsync(file));
        }
    }

    private async Task TimedAsync(string what, Func<Task> work) => await TimedAsync(what, async () =>
    {
        await work();
        return true;
    });

    private async Task<T> TimedAsync<T>(string what, Func<Task<T>> work)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await work();
        if (result is HttpResponseMessage answer) answer.EnsureSuccessStatusCode();
        _answers.GetOrAdd(what, _ => []).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return result;
    }

    private int Count(string what) => _answers[what].Count;

    private void Report()
    {
        foreach (var (what, times) in _answers)
        {
            var sorted = times.Order().ToList();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {sorted.Count}, p50 {sorted[sorted.Count / 2]:F0} ms, p99 {sorted[sorted.Count * 99 / 100]:F0} ms, max {sorted[^1]:F0} ms"));
        }
    }

    private static Task AreAsync(World world, string rows, int expected) => Eventually.IsTrueAsync(
        async () =>
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(world.DataPath, "cleanfiles.db")};Pooling=False;Mode=ReadOnly");
            await connection.OpenAsync();
            await using var command = new SqliteCommand($"select count(*) from {rows}", connection);
            return (long)(await command.ExecuteScalarAsync())! == expected;
        },
        $"there were {expected} of {rows}",
        TimeSpan.FromMinutes(3));
}
