using System.CommandLine;
using CleanFiles.Application;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary><c>dead-letters show</c></summary>
internal static class ShowCommand
{
    public static Command Create(Session session)
    {
        var id = new Argument<Guid>("event id")
        {
            Description = "As list shows it.",
            CustomParser = result => Values.Read<Guid>(
                result, "The event id", text => Guid.TryParse(text, out var id) ? id : null, "one as list shows it").FirstOrDefault(),
        };
        var json = DeadLettersCommand.JsonOption();
        var command = new Command("show", "Show one event's dead letters in full: its payload, and why it was given up.") { id, json };
        command.SetAction((parsed, ct) => session.WithDeadLettersAsync(
            async parts =>
            {
                var filter = new DeadLetterFilter(Retried: true) { Ids = [parsed.GetValue(id)] };
                var letters = await parts.GetRequiredService<DeadLetterBox>().ListAsync(filter, int.MaxValue, ct);
                if (parsed.GetValue(json)) DeadLetterJson.Write(session.Terminal.Out, letters.Count, letters);
                else if (letters.Count > 0) Write(session.Terminal.Out, letters);
                else await session.Terminal.Error.WriteLineAsync($"There is no dead letter of the event {parsed.GetValue(id)}.");
                return letters.Count > 0 ? ExitCode.Done : ExitCode.NotDone;
            },
            ct));
        return command;
    }

    private static void Write(TextWriter writer, IReadOnlyList<DeadLetter> letters)
    {
        var first = letters[0];
        writer.WriteLine($"""
            event     {first.EventId}
            type      {first.Type.Printable()} {first.SchemaVersion}
            stream    {first.Stream.Printable()}
            version   {first.Version}
            occurred  {ListCommand.Time(first.OccurredAt)}
            data      {first.Data.Printable()}
            headers   {first.Headers.Printable()}
            """);
        foreach (var letter in letters)
        {
            writer.WriteLine($"\n{Heading(letter)}");
            foreach (var line in letter.Reason.Split('\n')) writer.WriteLine(line.TrimEnd().Printable());
        }
    }

    private static string Heading(DeadLetter letter) => letter switch
    {
        { Consumer: null } => $"The transport rejected it at {ListCommand.Time(letter.At)}:",
        { State: DeadLetterState.Dead } => $"{letter.Consumer} gave it up after {Attempts(letter)}, the last at {ListCommand.Time(letter.At)}:",
        { ReplayAt: { } next } => $"{letter.Consumer} tries it again at {ListCommand.Time(next)}; it failed last at {ListCommand.Time(letter.At)}:",
        _ => $"{letter.Consumer} will get it again after {Attempts(letter)}, the last at {ListCommand.Time(letter.At)}:",
    };

    private static string Attempts(DeadLetter letter) => letter.Attempts == 1 ? "1 attempt" : $"{letter.Attempts} attempts";
}
