using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>One statement for all events of a unit of work, which keeps them in the order in which they were raised.</summary>
internal sealed class PostgresOutboxWriter(OutboxOptions options) : IOutboxWriter
{
    private const string Insert = "insert into outbox (shard, id, stream, version, type, schema_version, payload, headers, occurred_at)";

    /// <summary>For the one event that most units of work have.</summary>
    private const string InsertOne = $"""
        {Insert} values (@e_shard, @e_id, @e_stream, @e_version, @e_type, @e_schema_version, @e_payload, @e_headers, @e_occurred_at)
        """;

    /// <summary>Row by row, without a set of rows in between: that would take memory which the server gives back after every statement.</summary>
    private const string InsertAll = $"""
        {Insert} select unnest(@e_shard), unnest(@e_id), unnest(@e_stream), unnest(@e_version), unnest(@e_type), unnest(@e_schema_version),
            unnest(@e_payload), unnest(@e_headers), unnest(@e_occurred_at)
        """;

    public async Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        Join(command, envelopes);
        await command.ExecuteNonQueryAsync(ct);
    }

    public bool Joins => true;

    public void Join(DbCommand command, IReadOnlyList<Envelope> envelopes)
    {
        command.CommandText = $"{command.CommandText}\n{(envelopes.Count == 1 ? InsertOne : InsertAll)}";
        Add(NpgsqlDbType.Smallint, "e_shard", e => Shard.Of(e.Stream, options.Shards));
        Add(NpgsqlDbType.Uuid, "e_id", e => e.Id);
        Add(NpgsqlDbType.Text, "e_stream", e => e.Stream);
        Add(NpgsqlDbType.Bigint, "e_version", e => e.Version);
        Add(NpgsqlDbType.Text, "e_type", e => e.Type);
        Add(NpgsqlDbType.Integer, "e_schema_version", e => e.SchemaVersion);
        Add(NpgsqlDbType.Jsonb, "e_payload", e => e.Data);
        Add(NpgsqlDbType.Jsonb, "e_headers", e => HeadersJson.Write(e.Headers));
        Add(NpgsqlDbType.TimestampTz, "e_occurred_at", e => e.OccurredAt.ToUniversalTime());

        void Add<T>(NpgsqlDbType type, string name, Func<Envelope, T> column)
        {
            if (envelopes is [var one]) command.Parameters.Add(new NpgsqlParameter<T>(name, type) { TypedValue = column(one) });
            else command.AddColumn(type, name, envelopes, column);
        }
    }
}
