using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>One statement for all events of a unit of work; the ordinality keeps them in the order in which they were raised.</summary>
internal sealed class PostgresOutboxWriter(OutboxOptions options) : IOutboxWriter
{
    private const string Insert = """
        insert into outbox (shard, id, stream, version, type, schema_version, payload, headers, occurred_at)
        select shard, id, stream, version, type, schema_version, payload, headers, occurred_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) with ordinality
            e(shard, id, stream, version, type, schema_version, payload, headers, occurred_at, ordinality)
        order by ordinality
        """;

    public async Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct)
    {
        var mine = (NpgsqlTransaction)transaction;
        await using var command = new NpgsqlCommand(Insert, mine.Connection, mine);
        Add(NpgsqlDbType.Smallint, e => Shard.Of(e.Stream, options.Shards));
        Add(NpgsqlDbType.Uuid, e => e.Id);
        Add(NpgsqlDbType.Text, e => e.Stream);
        Add(NpgsqlDbType.Bigint, e => e.Version);
        Add(NpgsqlDbType.Text, e => e.Type);
        Add(NpgsqlDbType.Integer, e => e.SchemaVersion);
        Add(NpgsqlDbType.Jsonb, e => e.Data);
        Add(NpgsqlDbType.Jsonb, e => HeadersJson.Write(e.Headers));
        Add(NpgsqlDbType.TimestampTz, e => e.OccurredAt.ToUniversalTime());
        await command.ExecuteNonQueryAsync(ct);

        void Add<T>(NpgsqlDbType type, Func<Envelope, T> column) => command.Parameters.Add(
            new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. envelopes.Select(column)] });
    }
}
