using System.Diagnostics;
using CleanFiles.Application.Ports;
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
        var mailer = new HangingMailer();
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");
        await alice.UploadAsync("some.txt", "text");
        await mailer.Asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        using var dawdler = new DawdlingContent();
        var upload = alice.TryUploadAsync(dawdler);
        await dawdler.Begun;
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var clock = Stopwatch.StartNew();

        lifetime.StopApplication();
        await Eventually.IsTrueAsync(() => lifetime.ApplicationStopped.IsCancellationRequested, "the service stopped");

        Assert.True(mailer.CalledOff.Task.IsCompleted, "The process ended before the handler's time was over, and took its services from it.");
        output.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        dawdler.GiveUp();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
    }

    /// <summary>Accepts and never answers; not even a cancellation ends it.</summary>
    private sealed class HangingMailer : IMailer
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource CalledOff { get; } = new();

        public Task SendAsync(Mail mail, CancellationToken ct)
        {
            ct.Register(() => CalledOff.TrySetResult());
            Asked.TrySetResult();
            return TestMailer.Hang();
        }
    }
}
