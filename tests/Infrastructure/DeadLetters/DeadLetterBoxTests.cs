using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Infrastructure.Tests.DeadLetters;

public sealed class DeadLetterBoxTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Both_stores_are_one_list_and_each_filter_narrows_it(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        var old = await letters.RejectAsync(Some.Envelope("a", 1, "file.uploaded"));
        letters.Time.Advance(TimeSpan.FromHours(3));
        await letters.BuryAsync("notifier", Some.Envelope("b", 2));
        await letters.BuryAsync("indexer", Some.Envelope("c", 3));
        await letters.FailAsync("indexer", Some.Envelope("d", 4));
        var recent = letters.Time.GetUtcNow().AddHours(-1);

        Assert.Equal(["outbox a1 Dead", "indexer c3 Dead", "notifier b2 Dead"], await NamesAsync(new()));
        Assert.Equal(["outbox a1 Dead"], await NamesAsync(new(DeadLetterStore.Outbox)));
        Assert.Equal(["indexer c3 Dead", "notifier b2 Dead"], await NamesAsync(new(DeadLetterStore.Consumers)));
        Assert.Equal(["notifier b2 Dead"], await NamesAsync(new(Consumer: "notifier")));
        Assert.Equal(["outbox a1 Dead"], await NamesAsync(new(Type: "file.uploaded")));
        Assert.Equal(["notifier b2 Dead"], await NamesAsync(new(Stream: "b")));
        Assert.Equal(["outbox a1 Dead"], await NamesAsync(new(Before: recent)));
        Assert.Equal(["indexer c3 Dead", "notifier b2 Dead"], await NamesAsync(new(After: recent)));
        Assert.Equal(["outbox a1 Dead"], await NamesAsync(new() { Ids = [old.Id, Guid.NewGuid()] }));
        Assert.Equal(["indexer c3 Dead", "indexer d4 Retrying"], await NamesAsync(new(Consumer: "indexer", Retried: true)));

        async Task<IEnumerable<string>> NamesAsync(DeadLetterFilter filter)
        {
            var found = await letters.ListAsync(filter);
            Assert.Equal(found.Count, await letters.Box.CountAsync(filter, Some.Ct));
            return found.Select(letter => $"{letter.Consumer ?? "outbox"} {letter.Stream}{letter.Version} {letter.State}");
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_dead_letter_says_all_that_is_known_of_it(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        var envelope = await letters.BuryAsync("notifier", Some.Envelope("a", 7, data: "{\"name\":\"b\"}"));

        var letter = Assert.Single(await letters.ListAsync());

        Assert.Equal(
            ("notifier", envelope.Id, "file.renamed", 1, "a", 7L, DeadLetterState.Dead, 2, Some.Noon, null),
            (letter.Consumer, letter.EventId, letter.Type, letter.SchemaVersion, letter.Stream, letter.Version, letter.State, letter.Attempts, letter.At, letter.ReplayAt));
        Assert.Equal(("{\"name\":\"b\"}", "{\"correlationId\":\"correlation\"}"), (letter.Data, letter.Headers));
        Assert.StartsWith("System.IO.IOException: given up", letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_list_ends_at_its_limit_with_the_oldest_first(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        foreach (var stream in (string[])["a", "b", "c"])
        {
            await letters.BuryAsync("indexer", Some.Envelope(stream));
            letters.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["a", "b"], (await letters.Box.ListAsync(new(), 2, Some.Ct)).Select(letter => letter.Stream));
        await letters.RejectAsync(Some.Envelope("z"));
        Assert.Equal(["z", "a"], (await letters.Box.ListAsync(new(), 2, Some.Ct)).Select(letter => letter.Stream));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(15)]
    public async Task A_purge_takes_what_was_chosen_and_is_still_dead_and_nothing_else(string provider)
    {
        await using var letters = await Letters.CreateAsync(provider, postgres);
        await letters.RejectAsync(Some.Envelope("a"));
        await letters.BuryAsync("notifier", Some.Envelope("b"));
        var wanted = await letters.BuryAsync("notifier", Some.Envelope("c"));
        await letters.FailAsync("notifier", Some.Envelope("d"));
        var chosen = await letters.Box.KeysAsync(new(), Some.Ct);
        await letters.RejectAsync(Some.Envelope("e"));
        Assert.Equal(1, await letters.ReplayAsync(filter: new() { Ids = [wanted.Id] }));

        Assert.Equal(2, await letters.Box.PurgeAsync(chosen, Some.Ct));

        Assert.Equal(["e", "d", "c"], (await letters.ListAsync(new(Retried: true))).Select(letter => letter.Stream).OrderDescending());
        Assert.Equal(0, await letters.Box.PurgeAsync(chosen, Some.Ct));
    }
}
