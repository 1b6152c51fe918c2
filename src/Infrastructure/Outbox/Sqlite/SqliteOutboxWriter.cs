using System.Data.Common;
using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Outbox.Sqlite;

internal sealed class SqliteOutboxWriter : IOutboxWriter
{
    private const string Insert = """
        insert into outbox (id, stream, version, type, schema_version, payload, headers, occurred_at)
        values ($id, $stream, $version, $type, $schema_version, $payload, $headers, $occurred_at)
        """;

    public async Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct)
    {
        var mine = (SqliteTransaction)transaction;
        foreach (var envelope in envelopes)
        {
            await using var command = new SqliteCommand(Insert, mine.Connection, mine);
            command.Parameters.AddWithValue("$id", envelope.Id);
            command.Parameters.AddWithValue("$stream", envelope.Stream);
            command.Parameters.AddWithValue("$version", envelope.Version);
            command.Parameters.AddWithValue("$type", envelope.Type);
            command.Parameters.AddWithValue("$schema_version", envelope.SchemaVersion);
            command.Parameters.AddWithValue("$payload", Encoding.UTF8.GetString(envelope.Data.Span));
            command.Parameters.AddWithValue("$headers", HeadersJson.Write(envelope.Headers));
            command.Parameters.AddWithValue("$occurred_at", envelope.OccurredAt);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Its driver runs the last statements while it closes the reader, and swallows what they throw.</summary>
    public bool Joins => false;

    public void Join(DbCommand command, IReadOnlyList<Envelope> envelopes) => throw new NotSupportedException();
}
