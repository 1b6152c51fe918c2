using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using Microsoft.EntityFrameworkCore.Storage;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Audit;

/// <summary>The table that grows by a row for every event: one statement adds all of a batch.</summary>
internal sealed class PostgresAuditTrail(AppDbContext db) : AuditTrail(db), IDeferredWrites
{
    private const string Insert = """
        insert into audit_entries (event_id, file_id, owner, version, type, schema_version, at, data)
        select unnest(@event_id), unnest(@file_id), unnest(@owner), unnest(@version), unnest(@type), unnest(@schema_version), unnest(@at), unnest(@data)
        """;

    private readonly List<AuditEntry> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public override void Append(AuditEntry entry) => _entries.Add(entry);

    public async Task WriteAsync(CancellationToken ct)
    {
        var transaction = Db.Database.CurrentTransaction!.GetDbTransaction();
        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, Insert);
        command.AddColumn(NpgsqlDbType.Uuid, "event_id", _entries, entry => entry.EventId);
        command.AddColumn(NpgsqlDbType.Uuid, "file_id", _entries, entry => entry.FileId);
        command.AddColumn(NpgsqlDbType.Text, "owner", _entries, entry => entry.Owner);
        command.AddColumn(NpgsqlDbType.Bigint, "version", _entries, entry => entry.Version);
        command.AddColumn(NpgsqlDbType.Text, "type", _entries, entry => entry.Type);
        command.AddColumn(NpgsqlDbType.Integer, "schema_version", _entries, entry => entry.SchemaVersion);
        command.AddColumn(NpgsqlDbType.TimestampTz, "at", _entries, entry => entry.At.ToUniversalTime());
        command.AddColumn(NpgsqlDbType.Text, "data", _entries, entry => entry.Data);
        await command.ExecuteNonQueryAsync(ct);
    }

    public void Clear() => _entries.Clear();
}
