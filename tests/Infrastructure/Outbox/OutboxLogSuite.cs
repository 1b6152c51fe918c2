using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox;

/// <summary>What the relay may rely on, whichever database keeps the log.</summary>
public abstract class OutboxLogSuite
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(5, 28)]
    public async Task Events_are_read_in_the_order_in_which_they_were_raised()
    {
        await using var outbox = await CreateAsync();
        var raised = Many("a", 400);
        await outbox.CommitAsync(raised);
        await using var reader = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(raised.Select(e => e.Id), (await reader.DrainAsync(7)).Select(entry => entry.Envelope.Id));
    }

    [Fact]
    public async Task An_event_reads_back_as_it_was_written()
    {
        await using var outbox = await CreateAsync();
        var written = new Envelope(
            Guid.CreateVersion7(), "file.uploaded", 3, "files/ä", 7,
            new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)).AddTicks(123450),
            """{"name": "Grüße 🎉"}"""u8.ToArray(), new EnvelopeHeaders("request-1", Guid.NewGuid(), "00-trace"));
        await outbox.CommitAsync(written);
        await using var reader = await outbox.Log.OpenAsync(Ct);

        var read = Assert.Single(await reader.DrainAsync()).Envelope;

        Assert.Equal(Encoding.UTF8.GetString(written.Data.Span), Encoding.UTF8.GetString(read.Data.Span));
        Assert.Equal(written, read with { Data = written.Data });
    }

    [Fact]
    public async Task A_page_holds_at_most_what_was_asked_for()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync([.. Enumerable.Range(0, 30).Select(n => Event($"s{n}", 1))]);
        await using var reader = await outbox.Log.OpenAsync(Ct);

        for (var left = 30; left > 0; left -= 3) Assert.Equal(3, (await reader.ReadAsync(3, Ct)).Count);
        Assert.Empty(await reader.ReadAsync(3, Ct));
    }

    [Fact]
    public async Task A_page_is_short_only_when_there_is_nothing_more_now()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync([.. Enumerable.Range(0, 10).Select(n => Event($"s{n}", 1))]);
        await using var reader = await outbox.Log.OpenAsync(Ct);
        Assert.Equal(4, (await reader.ReadAsync(4, Ct)).Count);
        await outbox.CommitAsync([.. Enumerable.Range(0, 10).Select(n => Event($"t{n}", 1))]);

        Assert.Equal(12, (await reader.ReadAsync(12, Ct)).Count);
        Assert.Equal(4, (await reader.ReadAsync(12, Ct)).Count);
    }

    [Fact]
    public async Task An_answer_is_empty_only_when_there_is_nothing_now()
    {
        await using var outbox = await CreateAsync();
        await using var reader = await outbox.Log.OpenAsync(Ct);
        for (var version = 1; version <= 5; version++)
        {
            await outbox.CommitAsync(Event("a", version));
            Assert.Equal([$"a{version}"], (await reader.ReadAsync(1, Ct)).Names());
        }
    }

    [Fact]
    public async Task A_new_reader_resumes_behind_the_bookmark()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Many("a", 5));
        await using (var first = await outbox.Log.OpenAsync(Ct)) await first.AdvanceAsync((await first.DrainAsync()).Take(3));
        await outbox.CommitAsync(Event("a", 6));
        await using var second = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(["a4", "a5", "a6"], (await second.DrainAsync()).Names());
    }

    [Fact, Enforces(6)]
    public async Task What_was_read_and_not_advanced_over_is_read_again_by_the_next()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Many("a", 5));
        await using (var first = await outbox.Log.OpenAsync(Ct)) await first.DrainAsync();
        await using var second = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(5, (await second.DrainAsync(2)).Count);
    }

    [Fact, Enforces(5)]
    public async Task An_advance_says_which_events_were_published()
    {
        await using var outbox = await CreateAsync();
        var raised = Many("a", 4);
        await outbox.CommitAsync(raised);
        await using var reader = await outbox.Log.OpenAsync(Ct);
        var read = await reader.DrainAsync(2);

        await reader.AdvanceAsync(read.Take(3));
        Assert.Equal(3L, await PublishedAsync(outbox));
        await reader.AdvanceAsync(read);
        Assert.Equal(4L, await PublishedAsync(outbox));
        await outbox.CommitAsync(Event("a", 5));
        Assert.Equal(4L, await PublishedAsync(outbox));
    }

    [Fact, Enforces(5)]
    public async Task A_rolled_back_event_is_never_read()
    {
        await using var outbox = await CreateAsync();
        await using (var transaction = await outbox.BeginAsync()) await transaction.AppendAsync(Event("phantom", 1));
        await outbox.CommitAsync(Event("a", 1));
        await using var reader = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(["a1"], (await reader.DrainAsync()).Names());
    }

    [Fact]
    public async Task Who_was_taken_over_from_moves_no_bookmark()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Many("a", 5));
        await using var zombie = await outbox.Log.OpenAsync(Ct);
        var read = await zombie.DrainAsync();
        await outbox.AskAsync("update bookmark set epoch = epoch + 1");

        await Assert.ThrowsAsync<FencedOffException>(() => zombie.AdvanceAsync(read));
        Assert.Equal(0L, await PublishedAsync(outbox));
    }

    [Fact, Enforces(5)]
    public async Task Reading_writes_nothing()
    {
        await using var outbox = await CreateAsync();
        await using var reader = await outbox.Log.OpenAsync(Ct);
        await outbox.CommitAsync(Many("a", 5));
        var before = await outbox.BookmarkVersionAsync();
        var read = await reader.DrainAsync();
        for (var polls = 0; polls < 10; polls++) Assert.Empty(await reader.ReadAsync(10, Ct));

        Assert.Equal(before, await outbox.BookmarkVersionAsync());
        await reader.AdvanceAsync(read);
        Assert.NotEqual(before, await outbox.BookmarkVersionAsync());
    }

    private protected abstract Task<TestOutbox> CreateAsync();

    private static async Task<object?> PublishedAsync(TestOutbox outbox) =>
        await outbox.AskAsync("select count(*) from outbox_status where published");
}
