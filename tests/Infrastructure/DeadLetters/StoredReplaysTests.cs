using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.DeadLetters;

public sealed class StoredReplaysTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Later = Some.Noon.AddMinutes(1);

    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task Of_each_stream_the_first_due_replay_is_claimed_and_the_next_only_after_it(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, ("a", 1), ("a", 2), ("b", 3));
        await letters.BuryAsync("indexer", Some.Envelope("c", 1));

        Assert.Equal(["a1"], await ClaimAsync(letters));
        letters.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["b3"], await ClaimAsync(letters));
        Assert.Empty(await ClaimAsync(letters));
        await letters.Replays.EndAsync("indexer", (await letters.FailedAsync())[0].EventId, Later, Some.Ct);
        Assert.Equal(["a2"], await ClaimAsync(letters));
        Assert.Empty(await ClaimAsync(letters, "notifier"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task What_a_lost_process_had_claimed_comes_again(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, ("a", 1));
        Assert.Equal(["a1"], await ClaimAsync(letters));

        letters.Time.SetUtcNow(Later.AddSeconds(-1));
        Assert.Empty(await ClaimAsync(letters));
        letters.Time.SetUtcNow(Later);
        Assert.Equal(["a1"], await ClaimAsync(letters));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_replay_that_is_put_off_comes_then(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, ("a", 1));
        Assert.Equal(["a1"], await ClaimAsync(letters));
        var id = Assert.Single(await letters.FailedAsync()).EventId;

        await letters.Replays.DelayAsync("indexer", id, Later, Some.Noon.AddSeconds(5), Some.Ct);
        await letters.Replays.DelayAsync("indexer", id, Later, Some.Noon, Some.Ct);

        Assert.Empty(await ClaimAsync(letters));
        letters.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["a1"], await ClaimAsync(letters));
    }

    /// <summary>The end of one attempt must not swallow the next: neither a dead letter made meanwhile, nor a replay asked for since.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task Only_the_claim_that_holds_can_end_a_replay(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, ("a", 1));
        Assert.Equal(["a1"], await ClaimAsync(letters));
        var row = Assert.Single(await letters.FailedAsync());

        await letters.Failures.CountAsync("indexer", row.ToEnvelope(), new IOException("again"), last: 1, Some.Ct);
        await letters.Replays.EndAsync("indexer", row.EventId, Later, Some.Ct);
        Assert.True(Assert.Single(await letters.FailedAsync()) is { Dead: true, ReplayAt: null });

        Assert.Equal(1, await letters.ReplayAsync());
        await letters.Replays.EndAsync("indexer", row.EventId, Later, Some.Ct);
        Assert.Equal(["a1"], await ClaimAsync(letters));
        await letters.Replays.EndAsync("indexer", row.EventId, Later, Some.Ct);
        Assert.Empty(await letters.FailedAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task Members_of_one_consumer_share_its_replays_out(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, [.. Enumerable.Range(0, 60).Select(n => ($"s{n}", 1L))]);
        letters.Time.Advance(TimeSpan.FromMinutes(1));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await ClaimAsync(letters, max: 7, until: Later.AddMinutes(5)) is { Count: > 0 } some) mine.AddRange(some);
            return mine;
        })));

        Assert.Equal(60, claimed.Sum(mine => mine.Count));
        Assert.Equal(60, claimed.SelectMany(mine => mine).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task A_success_by_the_transport_ends_the_replay_too(string provider)
    {
        await using var letters = await WithReplaysAsync(provider, ("a", 1));
        var id = Assert.Single(await letters.FailedAsync()).EventId;

        await letters.Database.InScopeAsync(async services =>
        {
            var inbox = services.GetRequiredService<IInbox>();
            await inbox.EnterAsync("indexer", [id], Some.Ct);
            await inbox.CommitAsync(Some.Ct);
        });

        Assert.Empty(await letters.FailedAsync());
        Assert.Empty(await ClaimAsync(letters));
    }

    private async Task<Letters> WithReplaysAsync(string provider, params (string Stream, long Version)[] events)
    {
        var letters = await Letters.CreateAsync(provider, postgres);
        foreach (var (stream, version) in events) await letters.BuryAsync("indexer", Some.Envelope(stream, version));
        Assert.Equal(events.Length, await letters.ReplayAsync(rate: 2));
        return letters;
    }

    private static async Task<IReadOnlyList<string>> ClaimAsync(
        Letters letters, string consumer = "indexer", int max = 10, DateTimeOffset? until = null) =>
        [.. (await letters.Replays.ClaimAsync(consumer, until ?? Later, max, Some.Ct)).Select(envelope => $"{envelope.Stream}{envelope.Version}")];
}
