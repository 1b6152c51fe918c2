using CleanFiles.Support;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Relays in processes of their own share one outbox on PostgreSQL.</summary>
public sealed class SeveralRelaysTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Renames = 300;

    [Theory(Explicit = true), Enforces(19, 31)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    public async Task While_relays_are_killed_stopped_and_paused_every_stream_is_first_published_in_order(int shards, int relays)
    {
        await using var cluster = await RelayCluster.StartAsync(postgres, shards, leaseSeconds: 2);
        for (var n = 0; n < relays; n++) cluster.AddRelay();
        var alice = await cluster.Api.OwnerAsync("alice");
        var files = new List<Guid>();
        for (var n = 0; n < 4; n++) files.Add(await alice.UploadAsync($"new {n}.txt", "text"));
        using var enough = new CancellationTokenSource();
        var renaming = files.Select(file => RenameAsync(alice, file, enough.Token)).ToList();

        foreach (var fault in new[] { Fault.Kill, Fault.Stop, Fault.Pause, Fault.Kill })
        {
            await cluster.MoveOnAsync();
            await cluster.BreakAsync(fault);
        }

        await enough.CancelAsync();
        var versions = await Task.WhenAll(renaming);
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync("select count(*) from outbox_status where not published") is 0L, "everything was published");

        foreach (var (file, last) in files.Zip(versions))
            Assert.Equal(Enumerable.Range(1, last).Select(version => (long)version), await cluster.FirstPublishedAsync(file));
        output.WriteLine($"{versions.Sum()} events, {await cluster.AskAsync("select count(*) from published")} publications by "
            + $"{await cluster.AskAsync("select count(distinct process) from published")} processes");
    }

    [Fact, Enforces(19)]
    public async Task A_relay_that_wakes_up_after_its_lease_is_fenced_off_and_sends_nothing_more_of_what_it_held()
    {
        await using var cluster = await RelayCluster.StartAsync(postgres, shards: 1, leaseSeconds: 2, publishDelaySeconds: 0.05);
        var zombie = cluster.AddRelay();
        var alice = await cluster.Api.OwnerAsync("alice");
        var file = await alice.UploadAsync("0.txt", "text");
        for (var n = 1; n < 100; n++) await alice.RenameAsync(file, $"{n}.txt");
        await Eventually.IsTrueAsync(async () => await cluster.PublishedByAsync(zombie) > 0, "the first relay publishes");

        await zombie.PauseAsync();
        var heir = cluster.AddRelay();
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync("select count(*) from outbox_status where not published") is 0L, "the other published the rest");
        var before = await cluster.PublishedByAsync(zombie);
        Assert.InRange(before, 1, 99);
        await zombie.ResumeAsync();

        // It has begun anew as soon as it has a session again, and holds the shard once the other is gone.
        await heir.StopAsync();
        await alice.RenameAsync(file, "last.txt");
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync($"select count(*) from published where process = {zombie.Id} and version = 101") is 1L, "it publishes again");
        // One event of the stream was under way when it was paused; whether that one arrived, nobody knows.
        Assert.InRange(await cluster.PublishedByAsync(zombie), before + 1, before + 2);
        Assert.Equal(Enumerable.Range(1, 101).Select(version => (long)version), await cluster.FirstPublishedAsync(file));
    }

    [Fact(Explicit = true), Enforces(19)]
    public async Task What_a_stopped_relay_held_is_taken_over_at_once_and_not_when_the_lease_ends()
    {
        await using var cluster = await RelayCluster.StartAsync(postgres, shards: 4, leaseSeconds: 36_000);
        var first = cluster.AddRelay();
        var alice = await cluster.Api.OwnerAsync("alice");
        await cluster.MoveOnAsync(await alice.UploadAsync("a.txt", "text"));
        cluster.AddRelay();
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync("select count(*) from (select from bookmark group by owner having count(*) = 2) half") is 2L,
            "each relay holds two shards");

        Assert.Equal(0, await first.StopAsync());

        for (var n = 0; n < 20; n++) await cluster.MoveOnAsync(await alice.UploadAsync($"{n}.txt", "text"));
    }

    [Theory(Explicit = true), Enforces(19)]
    [InlineData(Fault.Kill, 15)]
    [InlineData(Fault.Pause, 2)]
    public async Task What_a_relay_leaves_is_taken_over_by_one_that_has_work_of_its_own(Fault fault, int leaseSeconds)
    {
        await using var cluster = await RelayCluster.StartAsync(postgres, shards: 4, leaseSeconds);
        var first = cluster.AddRelay();
        cluster.AddRelay();
        var alice = await cluster.Api.OwnerAsync("alice");
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync("select count(*) from (select from bookmark group by owner having count(*) = 2) half") is 2L,
            "each relay holds two shards");
        using var enough = new CancellationTokenSource();
        var uploading = UploadAsync(alice, enough.Token);

        if (fault == Fault.Kill) await first.KillAsync();
        else await first.PauseAsync();

        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync("select count(distinct owner) from bookmark") is 1L, "the other relay holds all shards");
        await enough.CancelAsync();
        await uploading;
        await cluster.MoveOnAsync();
    }

    [Fact, Enforces(19, 30)]
    public async Task A_commit_in_one_process_wakes_the_relay_in_another_without_any_poll()
    {
        await using var cluster = await RelayCluster.StartAsync(postgres, shards: 1, leaseSeconds: 36_000, maxPollSeconds: 36_000);
        cluster.AddRelay();
        var alice = await cluster.Api.OwnerAsync("alice");
        await Eventually.IsTrueAsync(
            async () => await cluster.AskAsync(
                "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle' and query like 'listen%'") is 1L,
            "the relay listens");

        for (var n = 0; n < 20; n++) await cluster.MoveOnAsync(await alice.UploadAsync($"{n}.txt", "text"));
    }

    private static async Task UploadAsync(Owner owner, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++) await owner.UploadAsync($"{n}.txt", "text");
    }

    /// <returns>The file's last version.</returns>
    private static async Task<int> RenameAsync(Owner owner, Guid file, CancellationToken enough)
    {
        var version = 1;
        while (version < Renames || !enough.IsCancellationRequested)
        {
            await owner.RenameAsync(file, $"{version}.txt");
            version++;
        }

        return version;
    }
}
