using System.CommandLine;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary>The options that say which dead letters are meant.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _consumer = new("--consumer") { Description = "Only those of this consumer.", HelpName = "name" };
    private readonly Option<string?> _type = new("--type") { Description = "Only events of this type, such as file.uploaded.", HelpName = "name" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only events of this stream, such as a file's id.", HelpName = "id" };

    private readonly Option<DeadLetterStore?> _store = Values.One<DeadLetterStore>(
        "--store", "outbox|consumers", "Only what the transport rejected, or only what consumers gave up.",
        text => Enum.GetValues<DeadLetterStore>().Cast<DeadLetterStore?>()
            .FirstOrDefault(store => text.Equals(store.ToString(), StringComparison.OrdinalIgnoreCase)),
        "outbox or consumers");

    private readonly Option<TimeSpan?> _olderThan = OfAge("--older-than", "Only what failed last longer ago than this.");
    private readonly Option<TimeSpan?> _newerThan = OfAge("--newer-than", "Only what failed last since so long ago.");

    private readonly Option<Guid[]> _ids = Values.Each<Guid>(
        "--id", "event id", "Only this event; may be given several times.", text => Guid.TryParse(text, out var id) ? id : null,
        "an event's id, as list shows it");

    private Option[] All => [_store, _consumer, _type, _stream, _olderThan, _newerThan, _ids];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_consumer) is not null && result.GetValue(_store) == DeadLetterStore.Outbox)
                result.AddError("--consumer and --store outbox exclude each other; leave one of them out.");
        });
    }

    public bool AreGiven(System.CommandLine.Parsing.CommandResult result) => All.Any(option => result.GetResult(option) is not null);

    /// <exception cref="SettingsException">There is no such consumer.</exception>
    public async Task<DeadLetterFilter> ReadAsync(ParseResult parsed, IServiceProvider parts, CancellationToken ct)
    {
        var now = parts.GetRequiredService<TimeProvider>().GetUtcNow();
        var consumer = parsed.GetValue(_consumer);
        if (consumer is not null && !Roles.KnownConsumers.Contains(consumer) && !await parts.GetRequiredService<DeadLetterBox>().KnowsAsync(consumer, ct))
            throw new SettingsException([$"--consumer is '{consumer}'; the consumers are {string.Join(", ", Roles.KnownConsumers)}."]);
        return new DeadLetterFilter(
            parsed.GetValue(_store), consumer, parsed.GetValue(_type), parsed.GetValue(_stream),
            now - parsed.GetValue(_olderThan), now - parsed.GetValue(_newerThan))
        {
            Ids = parsed.GetValue(_ids) ?? [],
        };
    }

    private static Option<TimeSpan?> OfAge(string name, string description) =>
        Values.One(name, "age", description, Age.Read, "a time such as 90s, 30m, 2h or 7d");
}
