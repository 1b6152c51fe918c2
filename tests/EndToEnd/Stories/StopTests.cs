using System.Diagnostics;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>What hangs when the process is told to end does not hold it up for longer than its grace, all of it together.</summary>
public sealed class StopTests(PostgresFixture postgres, ITestOutputHelper output)
{
    [Fact, Enforces(6)]
    public async Task A_dawdling_client_a_hanging_publish_and_a_hanging_handler_do_not_hold_up_the_stop()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "20";
        var mailer = new TestMailer();
        var asked = new TaskCompletionSource();
        mailer.Mood = () =>
        {
            asked.TrySetResult();
            return TestMailer.Hang();
        };
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");
        await alice.UploadAsync("some.txt", "text");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        using var dawdler = new DawdlingContent();
        var upload = alice.TryUploadAsync(dawdler);
        await dawdler.Begun;
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var clock = Stopwatch.StartNew();

        lifetime.StopApplication();
        await Eventually.IsTrueAsync(() => lifetime.ApplicationStopped.IsCancellationRequested, "the service stopped");

        output.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        dawdler.GiveUp();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
    }
}
