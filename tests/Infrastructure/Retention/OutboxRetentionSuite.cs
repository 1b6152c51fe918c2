using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Tests.Outbox;

namespace CleanFiles.Infrastructure.Tests.Retention;

/// <summary>What goes from the log and what stays, whichever database keeps it.</summary>
public abstract class OutboxRetentionSuite
{
    private static readonly RetentionOptions Week = new() { Outbox = TimeSpan.FromDays(7), BatchSize = 3 };

    [Fact, Enforces(18)]
    public async Task Published_events_that_are_old_enough_go_in_batches_and_the_others_stay()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync([.. Enumerable.Range(0, 10).Select(n => Event($"old{n}", days: 8))]);
        await outbox.CommitAsync(Event("young", days: 6));
        await PublishAsync(outbox);

        Assert.Equal(10, await outbox.Retention(Week).RunAsync(Some.Ct));

        Assert.Equal(["young"], await LeftAsync(outbox));
        Assert.Equal(0, await outbox.Retention(Week).RunAsync(Some.Ct));
    }

    [Fact, Enforces(18)]
    public async Task What_is_not_published_stays_whatever_its_age()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync([.. Enumerable.Range(0, 5).Select(n => Event($"s{n}", days: 400))]);
        Assert.Equal(0, await outbox.Retention(Week).RunAsync(Some.Ct));
        await PublishAsync(outbox, count: 2);

        Assert.Equal(2, await outbox.Retention(Week).RunAsync(Some.Ct));

        Assert.Equal(["s2", "s3", "s4"], await LeftAsync(outbox));
        await using var next = await outbox.Log.OpenAsync(Some.Ct);
        Assert.Equal(["s21", "s31", "s41"], (await next.DrainAsync()).Names());
    }

    [Fact, Enforces(18)]
    public async Task Only_the_oldest_contiguous_prefix_goes()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Event("a", days: 9), Event("b", days: 1), Event("c", days: 9));
        await PublishAsync(outbox);

        Assert.Equal(1, await outbox.Retention(Week).RunAsync(Some.Ct));

        Assert.Equal(["b", "c"], await LeftAsync(outbox));
    }

    [Fact]
    public async Task The_oldest_event_is_the_first_that_is_left()
    {
        await using var outbox = await CreateAsync();
        Assert.Null(await outbox.Retention(Week).OldestAsync(Some.Ct));
        var (first, second) = (Event("a", days: 9), Event("b", days: 1));
        await outbox.CommitAsync(first, second);
        Assert.Equal(first.OccurredAt, await outbox.Retention(Week).OldestAsync(Some.Ct));
        await PublishAsync(outbox);

        await outbox.Retention(Week).RunAsync(Some.Ct);

        Assert.Equal(second.OccurredAt, await outbox.Retention(Week).OldestAsync(Some.Ct));
    }

    [Fact, Enforces(18)]
    public async Task A_run_that_finds_nothing_writes_nothing()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Event("a", days: 400), Event("b", days: 1));
        await PublishAsync(outbox, count: 1);
        await outbox.Retention(Week).RunAsync(Some.Ct);
        var before = await WritesAsync(outbox);

        Assert.Equal(0, await outbox.Retention(Week).RunAsync(Some.Ct));

        Assert.Equal(before, await WritesAsync(outbox));
    }

    private protected abstract Task<TestOutbox> CreateAsync();

    /// <summary>Differs after every write.</summary>
    private protected virtual Task<string> WritesAsync(TestOutbox outbox) => outbox.BookmarkVersionAsync();

    /// <summary>Cut to the microseconds that the databases keep.</summary>
    private protected static Envelope Event(string stream, int days)
    {
        var at = DateTimeOffset.UtcNow.AddDays(-days);
        return Events.Event(stream, 1) with { OccurredAt = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)) };
    }

    private protected static async Task PublishAsync(TestOutbox outbox, int count = int.MaxValue)
    {
        await using var reader = await outbox.Log.OpenAsync(Some.Ct);
        List<OutboxEntry> read = [.. (await reader.DrainAsync()).Take(count)];
        if (read.Count > 0) await reader.AdvanceAsync(read);
    }

    private protected static async Task<List<string>> LeftAsync(TestOutbox outbox)
    {
        await using var connection = await outbox.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select stream from outbox order by position";
        await using var row = await command.ExecuteReaderAsync(Some.Ct);
        var streams = new List<string>();
        while (await row.ReadAsync(Some.Ct)) streams.Add(row.GetString(0));
        return streams;
    }
}
