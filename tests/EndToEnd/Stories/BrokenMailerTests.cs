using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Why the pattern exists: what is broken behind an upload is not the uploader's problem.</summary>
public sealed class BrokenMailerTests(PostgresFixture postgres)
{
    /// <summary>Ten times what the relay and the bus below may hold in flight.</summary>
    private const int Uploads = 200;

    [Theory, ClassData(typeof(Databases)), Enforces(6, 10, 32)]
    public async Task While_the_mailer_fails_every_upload_is_stored_searchable_and_audited_and_the_mails_come_once_it_heals(string database)
    {
        using var world = await SmallWorldAsync(database);
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");

        var files = await UploadManyAsync(alice);
        await IsSearchableAndAuditedAsync(alice, files);
        Assert.Empty(mailer.Sent);
        Assert.Contains("\"consumer:notifier\",\"status\":\"Degraded\"", await alice.ReadinessAsync(), StringComparison.Ordinal);

        mailer.Mood = null;
        await Eventually.IsTrueAsync(async () => (await alice.NotificationsAsync()).Count == Uploads, "every mail was sent after all");
        Assert.Equal(Uploads, mailer.Sent.DistinctBy(mail => mail.Id).Count());
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<FailedDelivery>().CountAsync()) == 0, "no failure was left");
    }

    [Theory, ClassData(typeof(Databases)), Enforces(8)]
    public async Task A_mailer_that_never_heals_leaves_dead_letters_with_its_exception_and_nothing_else_suffers(string database)
    {
        using var world = await SmallWorldAsync(database);
        world.Settings["Consumers:MaxAttempts"] = "2";
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");

        var file = await alice.UploadAsync("doomed.txt", "never announced");
        await Eventually.IsTrueAsync(async () => await DeadLettersAsync(app) == 1, "the mail became a dead letter");
        var letter = await app.ReadAsync(db => db.Set<FailedDelivery>().SingleAsync());
        Assert.Equal(("notifier", "file.uploaded", 2, file.ToString()), (letter.Consumer, letter.Type, letter.Attempts, letter.Stream));
        Assert.Contains("The mail server refuses.", letter.Error, StringComparison.Ordinal);

        mailer.Mood = null;
        await alice.UploadAsync("fine.txt", "announced");
        await Eventually.IsTrueAsync(async () => await alice.NotificationsAsync() is ["fine.txt was uploaded"], "the next mail was sent");
        Assert.Equal(1, await DeadLettersAsync(app));
    }

    [Theory, ClassData(typeof(Databases)), Enforces(8, 10)]
    public async Task A_mail_server_that_accepts_and_never_answers_stops_nobody(string database)
    {
        using var world = await SmallWorldAsync(database);
        world.Settings["Consumers:HandlerTimeoutSeconds"] = "2";
        var mailer = new TestMailer { Mood = TestMailer.Hang };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");

        var files = await UploadManyAsync(alice);
        await IsSearchableAndAuditedAsync(alice, files);
        Assert.Empty(mailer.Sent);

        mailer.Mood = null;
        await Eventually.IsTrueAsync(async () => (await alice.NotificationsAsync()).Count == Uploads, "every mail was sent after all");
    }

    [Theory, ClassData(typeof(Databases)), Enforces(17)]
    public async Task A_mailer_that_is_down_for_everybody_spends_few_attempts_and_every_mail_comes_once_when_it_is_back(string database)
    {
        const int owners = 10, filesOfEach = 6;
        using var world = await SmallWorldAsync(database);
        world.Settings["Consumers:MaxAttempts"] = "4";
        var (down, tries) = (new TaskCompletionSource(), 0);
        var mailer = new TestMailer { Mood = RefuseOnceAllAreHereAsync };
        await using var app = App.Start(world, mailer);
        var all = await Task.WhenAll(Enumerable.Range(0, owners).Select(n => app.OwnerAsync($"owner{n}")));
        await Parallel.ForEachAsync(all, async (owner, _) =>
        {
            for (var n = 0; n < filesOfEach; n++) await owner.UploadAsync($"report {n}.txt", "quarterly figures");
        });

        down.SetResult();
        await Eventually.IsTrueAsync(() => tries > 30, "the mailer was tried again and again");
        Assert.Matches("\"consumer:notifier\",\"status\":\"Degraded\",\"problem\":\"Paused after failures in \\d+ streams; it tries again ", await all[0].ReadinessAsync());
        Assert.InRange(await app.ReadAsync(db => db.Set<FailedDelivery>().SumAsync(failed => failed.Attempts)), 1, 15);
        Assert.Equal(0, await DeadLettersAsync(app));

        mailer.Mood = null;
        foreach (var owner in all)
            await Eventually.IsTrueAsync(async () => (await owner.NotificationsAsync()).Count == filesOfEach, "every mail was sent after all");
        Assert.Equal(owners * filesOfEach, mailer.Sent.Count);
        Assert.Equal(owners * filesOfEach, mailer.Sent.DistinctBy(mail => mail.Id).Count());
        Assert.Contains("\"consumer:notifier\",\"status\":\"Healthy\"", await all[0].ReadinessAsync(), StringComparison.Ordinal);
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<FailedDelivery>().CountAsync()) == 0, "no failure was left");

        async Task RefuseOnceAllAreHereAsync()
        {
            await down.Task;
            Interlocked.Increment(ref tries);
            await TestMailer.Refuse();
        }
    }

    /// <summary>Without a stopwatch: the bus is still waiting for the mailer while everything else has long happened.</summary>
    [Theory, ClassData(typeof(Databases)), Enforces(10)]
    public async Task Nobody_waits_for_a_hanging_mailer(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "20";
        var mailer = new TestMailer { Mood = TestMailer.Hang };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");

        var file = await alice.UploadAsync("report.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => (await alice.SearchAsync("quarterly")).Count == 1, "the upload could be searched");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the upload was audited");

        Assert.Equal(0, await app.ReadAsync(db => db.Set<ParkedDelivery>().CountAsync()));
        Assert.Equal(1, await app.ReadAsync(db => db.Database.SqlQuery<Guid>($"select id as \"Value\" from outbox_status where not published").CountAsync()));
    }

    private static Task<int> DeadLettersAsync(App app) => app.ReadAsync(db => db.Set<FailedDelivery>().CountAsync(failed => failed.Dead));

    private static async Task<Guid[]> UploadManyAsync(Owner owner)
    {
        var files = new Guid[Uploads];
        await Parallel.ForAsync(0, Uploads, async (i, _) => files[i] = await owner.UploadAsync($"report {i}.txt", $"quarterly figures {i}"));
        return files;
    }

    private static async Task IsSearchableAndAuditedAsync(Owner owner, Guid[] files)
    {
        await Eventually.IsTrueAsync(async () => (await owner.SearchAsync("quarterly")).Count == Uploads, "every upload could be searched");
        foreach (var file in files)
            await Eventually.IsTrueAsync(async () => await owner.HistoryAsync(file) is ["file.uploaded"], $"{file} was audited");
    }

    private async Task<World> SmallWorldAsync(string database)
    {
        var world = await World.CreateAsync(database, postgres);
        world.Settings["Relay:MaxInFlight"] = "20";
        world.Settings["Messaging:InMemory:LaneCapacity"] = "5";
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "0.2";
        world.Settings["Consumers:RetryPauseSeconds"] = "0.2";
        world.Settings["Consumers:MaxRetryPauseSeconds"] = "1";
        world.Settings["Consumers:MaxAttempts"] = "1000";
        world.Settings["Consumers:PauseSeconds"] = "0.2";
        world.Settings["Consumers:MaxPauseSeconds"] = "0.5";
        return world;
    }
}
