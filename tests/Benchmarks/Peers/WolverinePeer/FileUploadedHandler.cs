using Npgsql;
using Wolverine;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>Who is told of effects; Wolverine finds it among the services.</summary>
public sealed class Watch
{
    public Action<Guid> Effect { get; set; } = _ => { };
}

/// <summary>Its queue's inbox row is the dedup, and is marked as handled by a commit of Wolverine's own, after this one.</summary>
public static class FileUploadedHandler
{
    public static async Task Handle(FileUploaded message, Envelope envelope, NpgsqlDataSource database, Watch watch, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            insert into projection (event_id, file_id, owner, version, type, schema_version, at, data)
            values ($1, $2, $3, 1, 'file.uploaded', 1, $4, $5)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = envelope.Id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.FileId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.OwnerId.ToString() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = message.UploadedAt });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.ToText() });
        await command.ExecuteNonQueryAsync(ct);
        watch.Effect(message.FileId);
    }
}
