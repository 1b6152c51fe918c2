using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Infrastructure.Tests.DeadLetters;

public sealed class ReplayerTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task A_consumers_dead_letters_fall_due_in_the_order_of_streams_and_versions_at_the_rate_asked_for(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        foreach (var (stream, version) in ((string, long)[])[("b", 1), ("a", 10), ("a", 2)])
            await letters.BuryAsync("indexer", Some.Envelope(stream, version));

        Assert.Equal(3, await letters.ReplayAsync(rate: 4));

        Assert.Equal(
            [("a", 2, 0, 0.0), ("a", 10, 0, 0.25), ("b", 1, 0, 0.5)],
            (await letters.FailedAsync()).Select(row => (row.Stream, row.Version, row.Attempts, (row.ReplayAt!.Value - Some.Noon).TotalSeconds)));
        Assert.All(await letters.ListAsync(new(Retried: true)), letter => Assert.Equal(DeadLetterState.Replaying, letter.State));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task A_second_replay_finds_nothing_dead(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        await letters.BuryAsync("indexer", Some.Envelope());
        await letters.RejectAsync(Some.Envelope());
        var keys = await letters.Box.KeysAsync(new(), Some.Ct);

        Assert.Equal(2, await letters.Replayer.ReplayAsync(keys, 10, Some.Ct));
        letters.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await letters.Replayer.ReplayAsync(keys, 10, Some.Ct));

        Assert.Empty(await letters.Box.KeysAsync(new(), Some.Ct));
        Assert.Equal(Some.Noon, Assert.Single(await letters.FailedAsync()).ReplayAt);
        Assert.Equal(1, await letters.Database.CountAsync("outbox"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task Two_replays_of_the_same_dead_letters_at_once_share_them_out(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        for (var n = 1; n <= 60; n++)
        {
            await letters.BuryAsync("indexer", Some.Envelope($"s{n % 7}", n));
            await letters.RejectAsync(Some.Envelope($"s{n % 7}", n));
        }

        var keys = await letters.Box.KeysAsync(new(), Some.Ct);

        var replayed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => letters.Replayer.ReplayAsync(keys, 1000, Some.Ct))));

        Assert.Equal(120, replayed.Sum());
        Assert.Equal(60, await letters.Database.CountAsync("outbox"));
        Assert.Equal(60, (await letters.FailedAsync()).Count(row => row.ReplayAt is not null && !row.Dead));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task A_rejected_event_goes_into_the_outbox_again_as_it_was_and_in_the_order_of_its_stream(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres, ("Outbox:Shards", "1"));
        var (second, first) = (Some.Envelope("a", 2, data: "{\"n\": 2}"), Some.Envelope("a", 1));
        await letters.RejectAsync(second);
        await letters.RejectAsync(first);

        Assert.Equal(2, await letters.ReplayAsync());

        Assert.Equal([first.Id, second.Id], (await letters.Database.ListAsync<string>(
            "select cast(id as text) as \"Value\" from outbox order by position")).Select(Guid.Parse));
        Assert.Equal(
            "file.renamed 1 a 2 {\"n\": 2} correlation",
            await letters.Database.ScalarAsync<string>(
                "select type || ' ' || schema_version || ' ' || stream || ' ' || version || ' ' || payload || ' ' || (headers ->> 'correlationId') as \"Value\" from outbox where version = 2"));
        Assert.Equal(0, await letters.Database.CountAsync("outbox_dead_letters"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task Rejected_events_go_into_the_outbox_a_seconds_worth_at_a_time(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        for (var n = 1; n <= 5; n++) await letters.RejectAsync(Some.Envelope("a", n));

        var replay = letters.ReplayAsync(rate: 2);

        foreach (var appended in (long[])[2, 4])
        {
            await letters.Time.UntilAsync(async () => await letters.Database.CountAsync("outbox") >= appended, $"{appended} were in the outbox", stepMs: 0);
            Assert.Equal(appended, await letters.Database.CountAsync("outbox"));
            Assert.False(replay.IsCompleted);
            letters.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(5, await replay);
    }
}
