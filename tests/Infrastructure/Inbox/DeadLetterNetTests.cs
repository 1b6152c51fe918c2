using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class DeadLetterNetTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task What_nobody_knows_is_a_dead_letter_with_its_reason_and_the_second_time_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var net = Net(database);
        var envelope = Some.Envelope(data: "\"odd \\u0000 \\u00fc\"");
        await net.BuryAsync("mail", envelope, 7, "no \0\ud800 way", Some.Ct);
        await net.BuryAsync("mail", envelope, 9, "again", Some.Ct);
        await net.BuryAsync("other", envelope, 1, "other", Some.Ct);

        var letters = await LettersAsync(database);
        Assert.Equal(
            [("mail", DeadLetterState.Dead, 7, "no \ufffd way"), ("other", DeadLetterState.Dead, 1, "other")],
            letters.Select(letter => (letter.Consumer!, letter.State, letter.Attempts!.Value, letter.Reason)));
        Assert.Equal("\"odd \\u0000 \\u00fc\"", letters[0].Data);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task One_that_is_being_tried_again_dies_with_its_own_error(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var envelope = Some.Envelope();
        var failures = database.Services.GetRequiredService<IFailedDeliveries>();
        for (var n = 0; n < 2; n++) await failures.CountAsync("mail", envelope, new IOException("its own"), 10, Some.Ct);

        await Net(database).BuryAsync("mail", envelope, 1, "SQS gave it up", Some.Ct);

        var letter = Assert.Single(await LettersAsync(database));
        Assert.Equal((DeadLetterState.Dead, 2), (letter.State, letter.Attempts));
        Assert.Contains("its own", letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task One_that_is_dead_or_waits_for_its_replay_stays_as_it_is(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var failures = database.Services.GetRequiredService<IFailedDeliveries>();
        var (dead, replaying) = (Some.Envelope("a"), Some.Envelope("b"));
        foreach (var envelope in new[] { dead, replaying }) await failures.CountAsync("mail", envelope, new IOException("its own"), 1, Some.Ct);
        await new Replayer(
            database.Services.GetRequiredService<Transactions>(), NSubstitute.Substitute.For<Infrastructure.Outbox.IOutboxWriter>(), TimeProvider.System)
            .ReplayAsync([new DeadLetterKey("mail", replaying.Id)], 10, Some.Ct);
        var before = await LettersAsync(database);

        foreach (var envelope in new[] { dead, replaying }) await Net(database).BuryAsync("mail", envelope, 40, "SQS gave it up", Some.Ct);

        Assert.Equal([DeadLetterState.Dead, DeadLetterState.Replaying], before.Select(letter => letter.State).Order());
        Assert.Equal(before, await LettersAsync(database));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task One_that_its_consumer_has_handled_is_no_dead_letter(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var envelope = Some.Envelope();
        await database.InScopeAsync(async services =>
        {
            var inbox = services.GetRequiredService<IInbox>();
            await inbox.EnterAsync("mail", [envelope.Id], Some.Ct);
            await inbox.CommitAsync(Some.Ct);
        });

        await Net(database).BuryAsync("mail", envelope, 40, "SQS gave it up", Some.Ct);
        Assert.Empty(await LettersAsync(database));
        await Net(database).BuryAsync("other", envelope, 40, "SQS gave it up", Some.Ct);
        Assert.Single(await LettersAsync(database));
    }

    private static DeadLetterNet Net(TestDatabase database) => new(database.Services.GetRequiredService<Transactions>(), TimeProvider.System);

    private static Task<IReadOnlyList<DeadLetter>> LettersAsync(TestDatabase database) =>
        new DeadLetterBox(database.Services.GetRequiredService<Transactions>()).ListAsync(new DeadLetterFilter(Retried: true), 100, Some.Ct);
}
