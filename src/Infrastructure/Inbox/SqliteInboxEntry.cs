using System.Globalization;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>Without arrays, so with a parameter for each event.</summary>
internal sealed class SqliteInboxEntry : IInboxEntry
{
    public string Text(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(Name)];
        return $"""
            delete from failed_deliveries where consumer = @consumer and event_id in ({string.Join(", ", ids)}) and not dead;
            insert into inbox (consumer, event_id, handled_at) values {string.Join(", ", ids.Select(id => $"(@consumer, {id}, @at)"))}
            on conflict do nothing returning event_id
            """;
    }

    public IEnumerable<(string Name, object Value)> Parameters(IReadOnlyList<Guid> ids) => ids.Select((id, i) => (Name(i), (object)id));

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"@id{i}");
}
