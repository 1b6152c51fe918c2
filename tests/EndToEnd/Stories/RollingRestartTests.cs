using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq.Expressions;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Search;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>A new version goes out by day: processes are stopped and started one after the other while people upload.</summary>
public sealed class RollingRestartTests(PostgresFixture postgres, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Rounds = 3;

    private const int Between = 15;

    private static readonly string[] Apis = ["first", "second"];

    private readonly Dictionary<string, ServiceProcess> _running = [];
    private readonly ConcurrentDictionary<string, Owner> _fronts = [];
    private readonly ConcurrentDictionary<Guid, string> _answered = [];
    private readonly List<TimeSpan> _stops = [];
    private int _unanswered;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values) await process.DisposeAsync();
    }

    [Fact(Explicit = true), Enforces(6, 8, 10)]
    public async Task Each_role_restarted_several_times_under_load_loses_no_event_and_doubles_no_effect()
    {
        using var world = await WorldAsync(Databases.Postgres);
        foreach (var name in Apis) await StartApiAsync(world, name, "Api");
        _running["worker"] = await StartWorkerAsync(world);

        await WhileUploadingAsync(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var name in Apis)
                {
                    await StopAsync(name);
                    await StartApiAsync(world, name, "Api");
                    await MoreAreAnsweredAsync();
                }

                await RestartWorkerAsync(world, overlapping: round % 2 == 0);
                await MoreAreAnsweredAsync();
            }
        });

        await EverythingHappenedOnceAsync(world);
    }

    [Fact(Explicit = true), Enforces(6, 8, 10, 11)]
    public async Task A_single_process_restarted_several_times_under_load_loses_no_event_and_doubles_no_effect()
    {
        using var world = await WorldAsync(Databases.Sqlite);
        await StartApiAsync(world, "only", "Api,Relay,Consumers");

        await WhileUploadingAsync(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await MoreAreAnsweredAsync();
                await StopAsync("only");
                await StartApiAsync(world, "only", "Api,Relay,Consumers");
            }

            await MoreAreAnsweredAsync();
        });

        await EverythingHappenedOnceAsync(world);
    }

    /// <summary>Tokens of one process are good for the other.</summary>
    private async Task<World> WorldAsync(string database)
    {
        var world = await World.CreateAsync(database, postgres);
        world.Settings["Auth:SigningKey"] = new string('k', 32);
        return world;
    }

    private async Task StartApiAsync(World world, string name, string roles)
    {
        var process = _running[name] = world.StartProcess($"--Roles={roles}");
        _fronts[name] = await Owner.SignInAsync(await process.AddressAsync(), "alice");
    }

    private static async Task<ServiceProcess> StartWorkerAsync(World world)
    {
        var worker = world.StartProcess("--Roles=Relay,Consumers");
        await worker.AddressAsync();
        return worker;
    }

    /// <summary>Overlapping, the new one waits until the old one lets go of the database.</summary>
    private async Task RestartWorkerAsync(World world, bool overlapping)
    {
        var next = overlapping ? StartWorkerAsync(world) : null;
        await StopAsync("worker");
        _running["worker"] = await (next ?? StartWorkerAsync(world));
    }

    private async Task StopAsync(string name)
    {
        _running.Remove(name, out var stopping);
        await using var process = stopping!;
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await process.StopAsync());
        _stops.Add(clock.Elapsed);
        Assert.Empty(process.Errors);
    }

    private Task MoreAreAnsweredAsync()
    {
        var enough = _answered.Count + Between;
        return Eventually.IsTrueAsync(() => _answered.Count >= enough, "more uploads were answered");
    }

    private async Task WhileUploadingAsync(Func<Task> restarts)
    {
        using var enough = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(seed => UploadAsync(new Random(seed), enough.Token)).ToArray();
        try
        {
            await restarts();
        }
        finally
        {
            await enough.CancelAsync();
        }

        await Task.WhenAll(clients);
    }

    /// <summary>People think a little between two uploads; else the service would only be busy.</summary>
    private async Task UploadAsync(Random random, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await Eventually.IsTrueAsync(() => TryUploadAsync(random), "an upload was answered");
            await Task.Delay(random.Next(200), CancellationToken.None);
        }
    }

    /// <summary>A client goes to whichever process is there, and tries again when it has no answer.</summary>
    private async Task<bool> TryUploadAsync(Random random)
    {
        var word = $"word{Guid.NewGuid():N}";
        try
        {
            var fronts = _fronts.Values.ToList();
            var answer = await fronts[random.Next(fronts.Count)].TryUploadAsync($"{word}.txt", $"text of {word}");
            if (answer.StatusCode == HttpStatusCode.Created)
                return _answered.TryAdd((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid(), word);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Nobody there, or gone in the middle; whether this file exists nobody knows.
        }

        Interlocked.Increment(ref _unanswered);
        return false;
    }

    private async Task EverythingHappenedOnceAsync(World world)
    {
        foreach (var name in _running.Keys.ToList()) await StopAsync(name);
        await using var after = App.Start(world);
        var alice = await after.OwnerAsync("alice");
        var files = await ListAsync((FileAggregate file) => file.Id.Value);
        output.WriteLine($"{_answered.Count} answered, {_unanswered} not, {files.Count} files; stops took {string.Join(", ", _stops.Select(stop => $"{stop.TotalSeconds:F1}"))} s");

        Assert.Subset(files.ToHashSet(), _answered.Keys.ToHashSet());
        await Eventually.IsTrueAsync(async () => (await ListAsync((AuditEntry entry) => entry.FileId)).SequenceEqual(files), "every file was audited once");
        await Eventually.IsTrueAsync(async () => (await ListAsync((SearchDocument document) => document.FileId)).SequenceEqual(files), "every file was indexed once");
        var events = await ListAsync((AuditEntry entry) => entry.EventId);
        await Eventually.IsTrueAsync(async () => (await ListAsync((Notification sent) => sent.EventId)).SequenceEqual(events), "every file was announced once");
        foreach (var word in _answered.Values.Take(20)) Assert.Equal([$"{word}.txt"], await alice.SearchAsync(word));
        Assert.Empty(await ListAsync((FailedDelivery failed) => failed.EventId));
        Assert.Equal(files.Count, Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories).Length);

        async Task<List<Guid>> ListAsync<T>(Expression<Func<T, Guid>> column) where T : class =>
            [.. (await after.ReadAsync(db => db.Set<T>().Select(column).ToListAsync())).Order()];
    }
}
