using Npgsql;
using NpgsqlTypes;
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
        await using var command = database.CreateCommand("insert into projection (event_id, payload) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = envelope.Id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = message.ToJson(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(ct);
        watch.Effect(message.FileId);
    }
}
