using System.CommandLine;
using System.Globalization;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary><c>dead-letters list</c></summary>
internal static class ListCommand
{
    private static readonly string[] Heads = ["STORE", "EVENT", "TYPE", "STREAM", "VERSION", "STATE", "ATTEMPTS", "FAILED AT", "REASON"];

    public static Command Create(Session session)
    {
        var filters = new FilterOptions();
        var retried = new Option<bool>("--retried") { Description = "Also those that are not given up, but being tried again." };
        var limit = Values.Whole("--limit", "Print no more than so many, of each store the oldest failures.", 100, 100_000);
        var json = DeadLettersCommand.JsonOption();
        var command = new Command("list", "List dead letters.") { retried, limit, json };
        filters.AddTo(command);
        command.SetAction((parsed, ct) => session.WithDeadLettersAsync(
            async parts =>
            {
                var filter = await filters.ReadAsync(parsed, parts, ct) with { Retried = parsed.GetValue(retried) };
                var box = parts.GetRequiredService<DeadLetterBox>();
                var total = await box.CountAsync(filter, ct);
                var letters = await box.ListAsync(filter, parsed.GetValue(limit), ct);
                if (parsed.GetValue(json)) DeadLetterJson.Write(session.Terminal.Out, total, letters);
                else Write(session.Terminal.Out, total, letters);
                return ExitCode.Done;
            },
            ct));
        return command;
    }

    /// <summary>As all times are written for people: UTC, to the second.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Write(TextWriter writer, int total, IReadOnlyList<DeadLetter> letters)
    {
        if (letters.Count > 0) Table.Write(writer, Heads, letters.Select(Row));
        if (total == 0) writer.WriteLine("There are none.");
        else if (total > letters.Count) writer.WriteLine($"{total - letters.Count} more; --limit shows more of them, filters fewer.");
    }

    private static string[] Row(DeadLetter letter) =>
    [
        letter.Consumer ?? "outbox", letter.EventId.ToString(), $"{letter.Type} {letter.SchemaVersion}", letter.Stream,
        letter.Version.ToString(CultureInfo.InvariantCulture), letter.State.ToString().ToLowerInvariant(),
        letter.Attempts?.ToString(CultureInfo.InvariantCulture) ?? "-", Time(letter.At), letter.Reason.Split('\n')[0].TrimEnd(),
    ];
}
