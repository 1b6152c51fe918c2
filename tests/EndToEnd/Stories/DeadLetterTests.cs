using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Audit;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>What was given up comes back by a command, in a process of its own beside the running service.</summary>
public sealed class DeadLetterTests(PostgresFixture postgres)
{
    private const int Many = 25;

    [Theory, ClassData(typeof(Databases)), Enforces(15)]
    public async Task A_mail_that_was_given_up_is_sent_once_after_a_replay_however_often_that_is_asked_for(string database)
    {
        using var world = await ImpatientWorldAsync(database);
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");
        await alice.UploadAsync("doomed.txt", "text");
        await Eventually.IsTrueAsync(() => DeadAsync(app, 1), "the mail was given up");
        Assert.Equal("Replayed 1 dead letter.", await ReplayAsync(world));
        await Eventually.IsTrueAsync(() => DeadAsync(app, 1), "the mail was given up again, since nothing was mended");

        mailer.Mood = null;
        Assert.Equal("Replayed 1 dead letter.", await ReplayAsync(world, "--consumer", "notifier"));
        await Eventually.IsTrueAsync(() => NothingFailedAsync(app), "the replay was over");
        Assert.Equal("", await ReplayAsync(world));

        Assert.Equal("doomed.txt was uploaded", Assert.Single(await alice.NotificationsAsync()));
        Assert.Single(mailer.Sent);
    }

    [Theory, ClassData(typeof(Databases)), Enforces(15)]
    public async Task Dead_letters_of_one_stream_are_replayed_in_the_order_of_its_versions(string database)
    {
        using var world = await ImpatientWorldAsync(database);
        var (isBroken, seen) = (true, new ConcurrentQueue<long>());
        await using var app = App.Start(world, services => services.AddScoped<IAuditTrail>(provider => new BreakableTrail(
            new AuditTrail(provider.GetRequiredService<AppDbContext>()),
            entry =>
            {
                if (isBroken) throw new IOException("The archive is full.");
                seen.Enqueue(entry.Version);
            })));
        var alice = await app.OwnerAsync("alice");
        var file = await alice.UploadAsync("0.txt", "text");
        for (var n = 1; n < Many; n++) await alice.RenameAsync(file, $"{n}.txt");
        await Eventually.IsTrueAsync(() => DeadAsync(app, Many), "all of the file's events were given up");

        isBroken = false;
        Assert.Equal($"Replayed {Many} dead letters.", await ReplayAsync(world, "--stream", file.ToString(), "--rate", "1000"));
        await Eventually.IsTrueAsync(() => NothingFailedAsync(app), "the replay was over");

        Assert.Equal(["file.uploaded", .. Enumerable.Repeat("file.renamed", Many - 1)], await alice.HistoryAsync(file));
        Assert.Equal(Enumerable.Range(1, Many).Select(version => (long)version), seen);
    }

    [Theory, ClassData(typeof(Databases)), Enforces(15)]
    public async Task Two_replays_at_once_beside_running_uploads_send_each_mail_once(string database)
    {
        using var world = await ImpatientWorldAsync(database);
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");
        for (var n = 0; n < Many; n++) await alice.UploadAsync($"{n}.txt", "text");
        await Eventually.IsTrueAsync(() => DeadAsync(app, Many), "all mails were given up");

        mailer.Mood = null;
        using var enough = new CancellationTokenSource();
        var uploads = UploadUntilAsync(alice, enough.Token);
        string[] said = await Task.WhenAll(ReplayAsync(world, "--rate", "50"), ReplayAsync(world, "--rate", "50"));
        await Eventually.IsTrueAsync(() => NothingFailedAsync(app), "the replays were over");
        await enough.CancelAsync();
        var expected = Many + await uploads;

        await Eventually.IsTrueAsync(() => mailer.Sent.Count >= expected, "every mail was sent");
        Assert.Equal(expected, mailer.Sent.Count);
        Assert.Equal(expected, mailer.Sent.DistinctBy(mail => mail.Id).Count());
        Assert.Equal(Many, said.Sum(text => text.Length == 0 ? 0 : int.Parse(text.Split(' ')[1], null)));
    }

    [Theory(Explicit = true), ClassData(typeof(Databases)), Enforces(15)]
    public async Task An_event_that_the_transport_rejected_is_published_after_a_replay_under_the_id_it_bore(string database)
    {
        using var world = await ImpatientWorldAsync(database);
        var isPicky = true;
        await using var app = App.Start(world, services => services.AddSingleton<IPublisher>(provider =>
            new PickyPublisher(provider.GetRequiredService<InMemoryBus>(), () => isPicky)));
        var alice = await app.OwnerAsync("alice");
        var file = await alice.UploadAsync("odd.txt", "text");
        await Eventually.IsTrueAsync(() => RejectedAsync(app, 1), "the event was rejected");
        var id = await app.ReadAsync(db => db.Set<RejectedEvent>().Select(rejected => rejected.EventId).SingleAsync());
        Assert.Equal("Replayed 1 dead letter.", await ReplayAsync(world));
        await Eventually.IsTrueAsync(() => RejectedAsync(app, 1), "the event was rejected again");
        Assert.Empty(await alice.HistoryAsync(file));

        isPicky = false;
        Assert.Equal("Replayed 1 dead letter.", await ReplayAsync(world, "--store", "outbox"));

        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the event was audited after all");
        Assert.Equal([id], await app.ReadAsync(db => db.Set<AuditEntry>().Select(entry => entry.EventId).ToListAsync()));
        Assert.True(await RejectedAsync(app, 0));
        Assert.Equal("", await ReplayAsync(world));
    }

    [Theory, ClassData(typeof(Databases)), Enforces(15)]
    public async Task A_replay_asked_for_while_the_service_is_down_is_done_when_it_is_back(string database)
    {
        using var world = await ImpatientWorldAsync(database);
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using (var broken = App.Start(world, mailer))
        {
            await (await broken.OwnerAsync("alice")).UploadAsync("doomed.txt", "text");
            await Eventually.IsTrueAsync(() => DeadAsync(broken, 1), "the mail was given up");
        }

        mailer.Mood = null;
        Assert.Equal("Replayed 1 dead letter.", await ReplayAsync(world));
        await using var mended = App.Start(world, mailer);

        await Eventually.IsTrueAsync(() => NothingFailedAsync(mended), "the replay was over");
        Assert.Single(mailer.Sent);
    }

    private async Task<World> ImpatientWorldAsync(string database)
    {
        var world = await World.CreateAsync(database, postgres);
        world.Settings["Consumers:MaxAttempts"] = "2";
        world.Settings["Consumers:RetryPauseSeconds"] = "0.05";
        world.Settings["Consumers:ReplayPollSeconds"] = "0.2";
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "0.2";
        // Else the consumer would pause, and nothing would be given up.
        world.Settings["Consumers:PauseAfterStreams"] = "1000";
        return world;
    }

    /// <returns>What the command said.</returns>
    private static async Task<string> ReplayAsync(World world, params string[] options)
    {
        await using var command = world.StartProcess(["dead-letters", "replay", "--yes", .. options]);
        var exitCode = await command.EndAsync();
        Assert.True(exitCode == 0, string.Join('\n', command.Errors));
        return string.Join('\n', command.Output);
    }

    private static async Task<int> UploadUntilAsync(Owner owner, CancellationToken enough)
    {
        var uploads = 0;
        while (!enough.IsCancellationRequested || uploads == 0)
        {
            await owner.UploadAsync("meanwhile.txt", "text");
            uploads++;
        }

        return uploads;
    }

    private static async Task<bool> DeadAsync(App app, int count) =>
        await app.ReadAsync(db => db.Set<FailedDelivery>().CountAsync(failed => failed.Dead)) == count;

    private static async Task<bool> RejectedAsync(App app, int count) => await app.ReadAsync(db => db.Set<RejectedEvent>().CountAsync()) == count;

    private static async Task<bool> NothingFailedAsync(App app) => !await app.ReadAsync(db => db.Set<FailedDelivery>().AnyAsync());

    private sealed class BreakableTrail(IAuditTrail trail, Action<AuditEntry> before) : IAuditTrail
    {
        public void Append(AuditEntry entry)
        {
            before(entry);
            trail.Append(entry);
        }

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(OwnerId owner, FileId file, int limit, long? after, CancellationToken ct) =>
            trail.ReadAsync(owner, file, limit, after, ct);
    }

    private sealed class PickyPublisher(IPublisher publisher, Func<bool> isPicky) : IPublisher
    {
        public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct) =>
            isPicky() ? [.. batch.Select(_ => PublishResult.Rejected("The broker takes no such thing."))] : await publisher.PublishAsync(batch, ct);
    }
}
