using Npgsql;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>Commits what is entered at once.</summary>
internal sealed class SeparateInbox(NpgsqlDataSource database)
{
    private const string Insert =
        "insert into inbox (consumer, event_id, handled_at) select $1, id, now() from unnest($2) id on conflict do nothing returning event_id";

    public async Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds)
    {
        await using var insert = database.CreateCommand(Insert);
        insert.Parameters.Add(new() { Value = consumer });
        insert.Parameters.Add(new() { Value = eventIds.ToArray() });
        var entered = new HashSet<Guid>();
        await using var row = await insert.ExecuteReaderAsync();
        while (await row.ReadAsync()) entered.Add(row.GetGuid(0));
        return entered;
    }
}
