using System.Text;
using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>Knows what it has seen, and commits a batch as one: one statement, one round trip.</summary>
internal sealed class Consumer(NpgsqlDataSource database, Action<Guid> effect)
{
    public const string Table = "create table inbox (consumer text, event_id uuid, primary key (consumer, event_id));";

    private const string Project = """
        with fresh as (insert into inbox (consumer, event_id) select $1, unnest($2) on conflict do nothing returning event_id)
        insert into projection (event_id, file_id, owner, version, type, schema_version, at, data)
        select id, file_id, owner, 1, 'file.uploaded', 1, at, data
        from unnest($2, $3, $4, $5, $6) as batch (id, file_id, owner, at, data) join fresh on event_id = id
        """;

    public async Task HandleAsync(IReadOnlyCollection<OutboxRow> batch, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Project);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "projection" });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Select(row => row.Id)] });
        var files = batch.Select(row => FileUploaded.FromJson(row.Payload)).ToList();
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. files.Select(file => file.FileId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. files.Select(file => file.OwnerId.ToString())] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. files.Select(file => file.UploadedAt)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. batch.Select(row => Encoding.UTF8.GetString(row.Payload))] });
        await command.ExecuteNonQueryAsync(ct);
        foreach (var row in batch) effect(row.FileId);
    }
}
