using System.CommandLine;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary><c>dead-letters replay</c></summary>
internal static class ReplayCommand
{
    private const string Description = """
        Have dead letters tried again, under the ids they bear. A consumer's are tried by the running service; what the transport rejected
        goes into the outbox again. What an event has already done is not done twice.
        """;

    public static Command Create(Session session)
    {
        var filters = new FilterOptions();
        var rate = Values.Whole("--rate", "Try no more than so many a second, of each store.", 10, 10_000);
        var (yes, json) = (DeadLettersCommand.YesOption(), DeadLettersCommand.JsonOption());
        var command = new Command("replay", Description) { rate, yes, json };
        filters.AddTo(command);
        command.SetAction((parsed, ct) => session.WithDeadLettersAsync(
            async parts =>
            {
                var selection = await Selection.ReadAsync(parts, await filters.ReadAsync(parsed, parts, ct), ct);
                selection = await WithoutGoneConsumersAsync(selection, session.Terminal);
                var perSecond = parsed.GetValue(rate);
                var plan = selection.Keys.Count == 0 ? "No dead letter fits." : $"{selection} will be tried again, at most {perSecond} a second.";
                if (await session.Terminal.ConfirmAsync(plan, parsed.GetValue(yes) || selection.Keys.Count == 0, ct) is { } refused) return refused;
                var replayed = await parts.GetRequiredService<Replayer>().ReplayAsync(selection.Keys, perSecond, ct);
                if (parsed.GetValue(json)) Json.Write(session.Terminal.Out, new { found = selection.Keys.Count, replayed });
                else if (selection.Keys.Count > 0) await session.Terminal.Out.WriteLineAsync($"Replayed {Selection.Count(replayed)}.");
                return await selection.EndAsync(session.Terminal);
            },
            ct));
        return command;
    }

    /// <summary>Nobody would ever try what belonged to a consumer that is no more.</summary>
    private static async Task<Selection> WithoutGoneConsumersAsync(Selection selection, Terminal terminal)
    {
        var gone = selection.Keys.Where(key => key.Consumer is not null && !Roles.KnownConsumers.Contains(key.Consumer)).ToList();
        foreach (var consumer in gone.Select(key => key.Consumer).Distinct())
            await terminal.Error.WriteLineAsync($"What {consumer} gave up is left alone, since this build has no such consumer.");
        return selection with { Keys = [.. selection.Keys.Except(gone)] };
    }
}
