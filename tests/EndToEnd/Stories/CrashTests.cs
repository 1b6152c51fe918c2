using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Search;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>A process may die at any moment; what was answered has happened, and its consequences follow.</summary>
public sealed class CrashTests(PostgresFixture postgres)
{
    [Theory, ClassData(typeof(Databases)), Enforces(5, 6)]
    public async Task An_event_whose_process_died_between_commit_and_publish_is_published_after_the_restart(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        Guid file;
        await using (var dying = App.Start(world, services => services.AddSingleton<IPublisher, DeafPublisher>()))
        {
            file = await (await dying.OwnerAsync("alice")).UploadAsync("orphan.txt", "text");
        }

        await using var restarted = App.Start(world);
        var alice = await restarted.OwnerAsync("alice");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the event was published after all");
    }

    [Theory(Explicit = true), ClassData(typeof(Databases)), Enforces(5, 6, 8, 10)]
    public async Task Killed_again_and_again_under_load_the_service_loses_no_event_and_doubles_no_effect(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        var answered = new ConcurrentBag<Guid>();
        for (var round = 0; round < 3; round++)
        {
            await using var service = world.StartProcess();
            var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
            var enough = answered.Count + 40;
            var clients = Enumerable.Range(0, 4).Select(_ => UploadUntilKilledAsync(alice, answered)).ToArray();
            await Eventually.IsTrueAsync(() => answered.Count >= enough, "enough uploads were answered");
            await service.KillAsync();
            await Task.WhenAll(clients);
        }

        await using var last = App.Start(world);
        var owner = await last.OwnerAsync("alice");
        foreach (var file in answered)
            await Eventually.IsTrueAsync(async () => await owner.HistoryAsync(file) is ["file.uploaded"], $"{file} was audited once");
        await Eventually.IsTrueAsync(async () => await RowsAsync<Notification>(last) == await RowsAsync<FileAggregate>(last), "every file was announced");
        await Eventually.IsTrueAsync(async () => await RowsAsync<SearchDocument>(last) == await RowsAsync<FileAggregate>(last), "every file was indexed");
        await Eventually.IsTrueAsync(async () => await RowsAsync<AuditEntry>(last) == await RowsAsync<FileAggregate>(last), "every file was audited");
        Assert.Equal(0, await RowsAsync<FailedDelivery>(last));
    }

    [Theory, ClassData(typeof(Databases)), Enforces(6)]
    public async Task Stopped_under_load_the_service_ends_well_and_leaves_nothing_half_done(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        var answered = new ConcurrentBag<Guid>();
        await using (var service = world.StartProcess())
        {
            var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
            var clients = Enumerable.Range(0, 4).Select(_ => UploadUntilKilledAsync(alice, answered)).ToArray();
            await Eventually.IsTrueAsync(() => answered.Count >= 40, "enough uploads were answered");
            Assert.Equal(0, await service.StopAsync());
            await Task.WhenAll(clients);
            Assert.Empty(service.Errors);
        }

        await using var after = App.Start(world);
        await Eventually.IsTrueAsync(async () => await RowsAsync<Notification>(after) == await RowsAsync<FileAggregate>(after), "every file was announced");
        await Eventually.IsTrueAsync(async () => await RowsAsync<AuditEntry>(after) == await RowsAsync<FileAggregate>(after), "every file was audited");
        Assert.Superset(answered.ToHashSet(), (await after.ReadAsync(db => db.Set<FileAggregate>().Select(file => file.Id).ToListAsync())).Select(id => id.Value).ToHashSet());
        Assert.Equal(
            await RowsAsync<FileAggregate>(after),
            Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_client_that_dawdles_does_not_hold_up_the_stop()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        await using var service = world.StartProcess();
        var address = await service.AddressAsync();
        var alice = await Owner.SignInAsync(address, "alice");
        using var dawdler = new DawdlingContent();
        var upload = alice.TryUploadAsync(dawdler);
        await dawdler.Begun;

        Assert.Equal(0, await service.StopAsync().WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken));

        dawdler.GiveUp();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
        Assert.Empty(Directory.GetFiles(world.DataPath, "*.tmp", SearchOption.AllDirectories));
    }

    private static async Task UploadUntilKilledAsync(Owner owner, ConcurrentBag<Guid> answered)
    {
        try
        {
            while (true) answered.Add(await owner.UploadAsync("some.txt", "text"));
        }
        catch (HttpRequestException)
        {
            // The service was killed; what it had not answered counts for nothing.
        }
    }

    private static Task<int> RowsAsync<T>(App app) where T : class => app.ReadAsync(db => db.Set<T>().CountAsync());

    /// <summary>Takes everything and never answers, so that its process always dies before the bookmark moves.</summary>
    private sealed class DeafPublisher : IPublisher
    {
        public Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct) =>
            new TaskCompletionSource<IReadOnlyList<PublishResult>>().Task.WaitAsync(ct);
    }
}
