using System.Text.Json;
using System.Text.RegularExpressions;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Tests.Commands;

public sealed partial class DeadLettersTests
{
    private const string Unknown = "01a208b4-5f14-729e-b7a6-a2153d2781f8";

    [Fact]
    public async Task An_empty_list_says_so()
    {
        using var console = await Console.WithDatabaseAsync();

        Assert.Equal((0, "There are none."), (await console.RunAsync("dead-letters", "list")) is var text ? (text.ExitCode, text.Text) : default);
        Assert.Equal("""{"total":0,"items":[]}""", (await console.RunAsync("dead-letters", "list", "--json")).Text);
    }

    [Fact]
    public async Task A_list_names_store_event_and_reason_in_columns()
    {
        using var console = await Console.WithDatabaseAsync();
        var (rejected, buried) = (await console.RejectAsync("a"), await console.BuryAsync("b"));

        var answer = await console.RunAsync("dead-letters", "list");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            [
                "STORE     EVENT                                 TYPE             STREAM  VERSION  STATE  ATTEMPTS  FAILED AT  REASON",
                $"outbox    {rejected.Id}  file.uploaded 1  a       1        dead   -         time  too large",
                $"notifier  {buried.Id}  file.uploaded 1  b       1        dead   1         time  System.IO.IOException: no route",
            ],
            answer.Out.Select(line => Time().Replace(line.Replace("FAILED AT           ", "FAILED AT", StringComparison.Ordinal), "time")));
    }

    [Fact]
    public async Task A_list_that_is_cut_short_says_how_much_is_missing()
    {
        using var console = await Console.WithDatabaseAsync();
        for (var n = 0; n < 3; n++) await console.BuryAsync();

        Assert.Equal("1 more; --limit shows more of them, filters fewer.", (await console.RunAsync("dead-letters", "list", "--limit", "2")).Out[^1]);
    }

    [Fact]
    public async Task Json_has_everything_under_names_that_stay()
    {
        using var console = await Console.WithDatabaseAsync();
        var buried = await console.BuryAsync("b");

        foreach (var command in (string[][])[["list"], ["show", buried.Id.ToString()]])
        {
            var answer = await console.RunAsync(["dead-letters", .. command, "--json"]);

            var document = JsonDocument.Parse(answer.Text).RootElement;
            Assert.Equal(["total", "items"], document.EnumerateObject().Select(property => property.Name));
            Assert.Equal(1, document.GetProperty("total").GetInt32());
            var item = Assert.Single(document.GetProperty("items").EnumerateArray());
            Assert.Matches(
                $$$"""^{"store":"consumers","consumer":"notifier","eventId":"{{{buried.Id}}}","type":"file.uploaded","schemaVersion":1,"stream":"b","version":1,"occurredAt":"2026-03-02T12:00:00\+00:00","state":"dead","attempts":1,"failedAt":"[^"]+","replayAt":null,"reason":"System.IO.IOException: no route[^"]*","data":{"name":"report.txt"},"headers":{"correlationId":"request-1"}}$""",
                item.GetRawText());
        }
    }

    [Fact]
    public async Task An_event_without_data_has_null_for_them_in_json()
    {
        using var console = await Console.WithDatabaseAsync();
        var buried = await console.BuryAsync(data: "");

        foreach (var command in (string[][])[["list"], ["show", buried.Id.ToString()]])
            Assert.Contains("\"data\":null,", (await console.RunAsync(["dead-letters", .. command, "--json"])).Text, StringComparison.Ordinal);
    }

    [Fact, Enforces(33)]
    public async Task Text_from_outside_moves_no_cursor_and_begins_no_row()
    {
        using var console = await Console.WithDatabaseAsync();
        var buried = await console.BuryAsync(
            stream: "a\rb\nc", type: "file\u001b[2J", data: "{\"name\":\"\u009b2J\"}", reason: "no\u001b[1A\rroute\nnotifier gave it up");

        var list = await console.RunAsync("dead-letters", "list");
        Assert.Equal(2, list.Out.Length);
        Assert.Matches(@"file \[2J 1 +a b c ", list.Out[1]);
        var show = await console.RunAsync("dead-letters", "show", buried.Id.ToString());
        Assert.Contains("stream    a b c", show.Out);
        Assert.All(list.Out.Concat(show.Out), line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public async Task All_dead_letters_of_one_event_are_shown_in_full()
    {
        using var console = await Console.WithDatabaseAsync();
        var buried = await console.BuryAsync("b");
        await console.RejectAsync("other");

        var answer = await console.RunAsync("dead-letters", "show", buried.Id.ToString());

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            [
                $"event     {buried.Id}", "type      file.uploaded 1", "stream    b", "version   1", "occurred  2026-03-02 12:00:00Z",
                """data      {"name":"report.txt"}""", """headers   {"correlationId":"request-1"}""",
                "notifier gave it up after 1 attempt, the last at time:", "System.IO.IOException: no route",
            ],
            answer.Out.Select((line, i) => i < 7 ? line : Time().Replace(line, "time")));

        var missing = await console.RunAsync("dead-letters", "show", Unknown);
        Assert.Equal((1, $"There is no dead letter of the event {Unknown}."), (missing.ExitCode, Assert.Single(missing.Error)));
    }

    [Theory]
    [InlineData("replay", "2 dead letters (1 of the outbox, 1 of notifier) will be tried again, at most 10 a second.")]
    [InlineData("purge --all", "2 dead letters (1 of the outbox, 1 of notifier) will be removed for good.")]
    public async Task What_changes_something_says_what_and_asks(string line, string plan)
    {
        using var console = await Console.WithDatabaseAsync();
        await console.BuryAsync();
        await console.RejectAsync();
        string[] command = ["dead-letters", .. line.Split(' ')];

        foreach (var no in (string[])["n\n", "\n", "", "yess\n"])
        {
            var refused = await console.AskAsync(no, command);
            Assert.Equal(1, refused.ExitCode);
            Assert.Equal([plan, "Go on? [y/N] Nothing was done."], refused.Error);
        }

        var unasked = await console.RunAsync(command);
        Assert.Equal(2, unasked.ExitCode);
        Assert.Equal([plan, "Nothing was done, since nobody can be asked here; say --yes to have it done."], unasked.Error);
        Assert.Equal(3, (await console.RunAsync("dead-letters", "list")).Out.Length);

        Assert.Equal(0, (await console.AskAsync("y\n", command)).ExitCode);
        Assert.Equal("There are none.", (await console.RunAsync("dead-letters", "list")).Text);
    }

    [Fact, Enforces(15)]
    public async Task A_replay_without_a_question_tells_what_it_did_and_a_second_one_that_nothing_was_left()
    {
        using var console = await Console.WithDatabaseAsync();
        var buried = await console.BuryAsync();
        await console.RejectAsync();

        var first = await console.RunAsync("dead-letters", "replay", "--yes");
        Assert.Equal((0, "Replayed 2 dead letters."), (first.ExitCode, first.Text));
        var second = await console.RunAsync("dead-letters", "replay", "--yes");
        Assert.Equal((0, "", "No dead letter fits."), (second.ExitCode, second.Text, Assert.Single(second.Error)));
        var json = await console.RunAsync("dead-letters", "replay", "--yes", "--json");
        Assert.Equal("""{"found":0,"replayed":0}""", json.Text);

        var named = await console.RunAsync("dead-letters", "replay", "--yes", "--id", buried.Id.ToString());
        Assert.Equal((1, $"There is no dead letter of the event {buried.Id}."), (named.ExitCode, named.Error[^1]));
        Assert.Contains("replaying", Assert.Single((await console.RunAsync("dead-letters", "list", "--retried")).Out.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purge_by_a_filter_leaves_the_rest()
    {
        using var console = await Console.WithDatabaseAsync();
        await console.BuryAsync();
        await console.RejectAsync();

        Assert.Equal("""{"found":0,"purged":0}""", (await console.RunAsync("dead-letters", "purge", "--older-than", "1h", "--yes", "--json")).Text);
        Assert.Equal("Removed 1 dead letter.", (await console.RunAsync("dead-letters", "purge", "--store", "outbox", "--newer-than", "1h", "-y")).Text);

        Assert.StartsWith("notifier", (await console.RunAsync("dead-letters", "list")).Out[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_never_was_is_refused_and_one_that_is_no_more_can_be_purged_but_not_replayed()
    {
        using var console = await Console.WithDatabaseAsync();
        await console.BuryAsync(consumer: "retired");

        var never = await console.RunAsync("dead-letters", "list", "--consumer", "cook");
        Assert.Equal((2, $"--consumer is 'cook'; the consumers are {string.Join(", ", Roles.KnownConsumers)}."), (never.ExitCode, Assert.Single(never.Error)));
        Assert.Equal(
            ["What retired gave up is left alone, since this build has no such consumer.", "No dead letter fits."],
            (await console.RunAsync("dead-letters", "replay", "--consumer", "retired", "--yes")).Error);
        Assert.Equal("Removed 1 dead letter.", (await console.RunAsync("dead-letters", "purge", "--consumer", "retired", "--yes")).Text);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")]
    private static partial Regex Time();
}
