using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary>The dead letters that a command is about to change.</summary>
/// <param name="Keys">In the order of streams and versions.</param>
/// <param name="Missing">Events that were asked for by their ids and are no dead letters.</param>
internal sealed record Selection(IReadOnlyList<DeadLetterKey> Keys, IReadOnlyList<Guid> Missing)
{
    public static async Task<Selection> ReadAsync(IServiceProvider parts, DeadLetterFilter filter, CancellationToken ct)
    {
        var keys = await parts.GetRequiredService<DeadLetterBox>().KeysAsync(filter, ct);
        return new Selection(keys, [.. filter.Ids.Except(keys.Select(key => key.EventId))]);
    }

    /// <summary>Such as "3 dead letters (1 of the outbox, 2 of notifier)".</summary>
    public override string ToString()
    {
        var stores = Keys.GroupBy(key => key.Consumer).OrderBy(store => store.Key, StringComparer.Ordinal)
            .Select(store => $"{store.Count()} of {store.Key ?? "the outbox"}");
        return $"{Count(Keys.Count)} ({string.Join(", ", stores)})";
    }

    public static string Count(int letters) => letters == 1 ? "1 dead letter" : $"{letters} dead letters";

    /// <summary>Says at the end what was asked for and could not be found.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(Terminal terminal)
    {
        foreach (var id in Missing) await terminal.Error.WriteLineAsync($"There is no dead letter of the event {id}.");
        return Missing.Count == 0 ? ExitCode.Done : ExitCode.NotDone;
    }
}
