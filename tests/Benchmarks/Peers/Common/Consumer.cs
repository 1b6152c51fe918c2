using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>Knows what it has seen, and commits a batch as one: one statement, one round trip.</summary>
internal sealed class Consumer(NpgsqlDataSource database, Action<Guid> effect)
{
    public const string Table = "create table inbox (consumer text, event_id uuid, primary key (consumer, event_id));";

    private const string Project = """
        with fresh as (insert into inbox (consumer, event_id) select $1, unnest($2) on conflict do nothing returning event_id)
        insert into projection (event_id, payload) select id, payload from unnest($2, $3) as batch (id, payload) join fresh on event_id = id
        """;

    public async Task HandleAsync(IReadOnlyCollection<OutboxRow> batch, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Project);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "projection" });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Select(row => row.Id)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. batch.Select(row => row.Payload)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
        await command.ExecuteNonQueryAsync(ct);
        foreach (var row in batch) effect(row.FileId);
    }
}
