using System.CommandLine;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary><c>dead-letters purge</c></summary>
internal static class PurgeCommand
{
    public static Command Create(Session session)
    {
        var filters = new FilterOptions();
        var all = new Option<bool>("--all") { Description = "All there are, where no filter is given." };
        var (yes, json) = (DeadLettersCommand.YesOption(), DeadLettersCommand.JsonOption());
        var command = new Command("purge", "Remove dead letters for good.") { all, yes, json };
        filters.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(all) && !filters.AreGiven(result)) result.AddError("Say which dead letters by a filter, or --all for every one.");
        });
        command.SetAction((parsed, ct) => session.WithDeadLettersAsync(
            async parts =>
            {
                var selection = await Selection.ReadAsync(parts, await filters.ReadAsync(parsed, parts, ct), ct);
                var plan = selection.Keys.Count == 0 ? "No dead letter fits." : $"{selection} will be removed for good.";
                if (await session.Terminal.ConfirmAsync(plan, parsed.GetValue(yes) || selection.Keys.Count == 0, ct) is { } refused) return refused;
                var purged = await parts.GetRequiredService<DeadLetterBox>().PurgeAsync(selection.Keys, ct);
                if (parsed.GetValue(json)) Json.Write(session.Terminal.Out, new { found = selection.Keys.Count, purged });
                else if (selection.Keys.Count > 0) await session.Terminal.Out.WriteLineAsync($"Removed {Selection.Count(purged)}.");
                return await selection.EndAsync(session.Terminal);
            },
            ct));
        return command;
    }
}
