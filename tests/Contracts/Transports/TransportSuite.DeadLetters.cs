using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Support;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Theory, MemberData(nameof(Databases)), Enforces(15, 21)]
    public async Task An_event_for_newer_consumers_is_a_dead_letter_at_once_and_handled_after_the_upgrade_and_a_replay(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var tooNew = Release.Three.Envelope(new Fact("s0", 3));
        var others = Interleaved(streams: 4, Enumerable.Range(1, 6), Release.One, Release.Two)
            .Where(one => (one.Stream, one.Version) != (tooNew.Stream, tooNew.Version)).ToList();

        await world.WriteAsync([.. others.Append(tooNew).OrderBy(one => one.Version)]);
        await DeadLettersNameTheUpgradeAsync(world, tooNew);
        await Eventually.IsTrueAsync(
            async () => await world.ReadAsync(Diary.CountAsync) == others.Count * Diary.Consumers.Length,
            "all others were handled, those behind it in its stream too");

        Assert.Equal(Diary.Consumers.Length, await world.ReplayAsync());
        await DeadLettersNameTheUpgradeAsync(world, tooNew);

        await world.DeployAsync(Release.Three);
        Assert.Equal(Diary.Consumers.Length, await world.ReplayAsync());
        await Eventually.IsTrueAsync(
            async () => !await world.ReadAsync(db => db.Set<FailedDelivery>().AnyAsync()), "the replay was over");

        await world.StopAsync();
        var diary = await world.ReadAsync(Diary.ReadAsync);
        Assert.Equal(
            Diary.Consumers.Select(consumer => (consumer, 3L, new Fact("s0", 3).TextAs(3))).Order(),
            diary.Where(entry => entry.EventId == tooNew.Id.ToString()).Select(entry => (entry.Consumer, entry.ReadAs, entry.Event)).Order());
        Assert.Equal((others.Count + 1) * Diary.Consumers.Length, diary.DistinctBy(entry => (entry.Consumer, entry.EventId)).Count());
        Assert.Equal((others.Count + 1) * Diary.Consumers.Length, diary.Count);
    }

    private static async Task DeadLettersNameTheUpgradeAsync(World world, Envelope tooNew)
    {
        IReadOnlyList<DeadLetter> letters = [];
        await Eventually.IsTrueAsync(
            async () => (letters = await world.DeadLettersAsync()).Count == Diary.Consumers.Length, "every consumer had given it up");
        Assert.Equal(
            Diary.Consumers.Order().Select(consumer => (
                consumer,
                tooNew.Id,
                1,
                $"{typeof(UnreadableEventException).FullName}: {consumer} must be upgraded: it reads file.uploaded up to version 2, "
                + $"and this event of version 3 can be read from version 3 on; deploy one that does, then replay this dead letter.")),
            letters.Select(letter =>
                (letter.Consumer!, letter.EventId, letter.Attempts!.Value, letter.Reason.Split(Environment.NewLine)[0])));
    }
}
