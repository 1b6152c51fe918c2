using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>What is old goes while the service runs, and nobody misses it.</summary>
public sealed class RetentionTests(PostgresFixture postgres)
{
    private const int Uploads = 60;

    private static readonly RetentionOptions AtOnce = new()
    {
        Outbox = TimeSpan.Zero,
        FirstAfter = TimeSpan.FromMilliseconds(1),
        Every = TimeSpan.FromMilliseconds(20),
        BatchSize = 7,
    };

    [Theory, ClassData(typeof(Databases)), Enforces(10, 18)]
    public async Task A_consumer_that_fails_is_not_overtaken_by_an_outbox_that_forgets_at_once(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "0.2";
        world.Settings["Consumers:RetryPauseSeconds"] = "0.2";
        world.Settings["Consumers:MaxRetryPauseSeconds"] = "1";
        world.Settings["Consumers:MaxAttempts"] = "1000";
        var mailer = new TestMailer { Mood = TestMailer.Refuse };
        await using var app = App.Start(world, services => services.AddSingleton<Application.Ports.IMailer>(mailer).AddSingleton(AtOnce));
        var alice = await app.OwnerAsync("alice");

        await Parallel.ForAsync(0, Uploads, async (i, _) => await alice.UploadAsync($"report {i}.txt", $"quarterly figures {i}"));
        await Eventually.IsTrueAsync(async () => await EventsAsync(app) == 0, "the outbox was emptied");
        Assert.Empty(mailer.Sent);
        Assert.Equal(Uploads, await app.ReadAsync(db => db.Set<ParkedDelivery>().CountAsync(parked => parked.Consumer == "notifier")));

        mailer.Mood = null;
        await Eventually.IsTrueAsync(async () => (await alice.NotificationsAsync()).Count == Uploads, "every mail was sent after all");
        Assert.Equal(Uploads, mailer.Sent.Count);
        await Eventually.IsTrueAsync(async () => (await alice.SearchAsync("quarterly")).Count == Uploads, "every upload could be searched");
        await Eventually.IsTrueAsync(async () => await app.ReadAsync(db => db.Set<ParkedDelivery>().CountAsync()) == 0, "the parking lot was emptied");
        Assert.Equal(Uploads, await app.ReadAsync(db => db.Set<FileAggregate>().CountAsync()));
    }

    private static Task<int> EventsAsync(App app) =>
        app.ReadAsync(db => db.Database.SqlQuery<int>($"select cast(count(*) as integer) as \"Value\" from outbox").SingleAsync());
}
