using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Benchmarks.Peers;

internal readonly record struct OutboxRow(Guid Id, Guid FileId, byte[] Payload);

/// <summary>The columns that an event has in every outbox.</summary>
internal static class OutboxRows
{
    public static NpgsqlBatchCommand Insert(FileUploaded file) =>
        new("insert into outbox (id, type, key, payload) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() },
                new NpgsqlParameter<string> { TypedValue = FileUploaded.Type },
                new NpgsqlParameter<Guid> { TypedValue = file.FileId },
                new NpgsqlParameter<byte[]> { TypedValue = file.ToJson(), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };

    public static async Task CopyAsync(NpgsqlDataSource database, IEnumerable<Guid> fileIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync("copy outbox (id, type, key, payload) from stdin (format binary)", ct);
        foreach (var fileId in fileIds)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(Guid.CreateVersion7(), ct);
            await copy.WriteAsync(FileUploaded.Type, ct);
            await copy.WriteAsync(fileId, ct);
            await copy.WriteAsync(FileUploaded.Of(fileId).ToJson(), NpgsqlDbType.Jsonb, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <param name="command">Answers with id, key and payload.</param>
    public static async Task<List<OutboxRow>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync(ct)) rows.Add(new OutboxRow(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2)));
        return rows;
    }
}
