using CleanFiles.Benchmarks.Load;
using Npgsql;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>Rows that were published long before a job begins, and that retention has not removed yet.</summary>
internal static class OldRows
{
    private const int Page = 100_000, Told = 1_000_000;

    /// <summary>Copies of a row that the product wrote, each of a stream of its own. Of today, so that retention leaves them alone.</summary>
    private const string Insert = """
        insert into outbox (shard, id, stream, version, type, schema_version, payload, headers, occurred_at)
        select o.shard, gen_random_uuid(), f.id::text, o.version, o.type, o.schema_version, jsonb_set(o.payload, '{fileId}', to_jsonb(f.id)), o.headers, now()
        from (select * from outbox order by position limit 1) o, (select gen_random_uuid() as id from generate_series(1, $1)) f
        """;

    /// <summary>All that is committed now counts as published, as if a relay had come so far.</summary>
    private const string Publish = "update bookmark set from_snapshot = pg_current_snapshot(), from_head = (select last_value from outbox_position_seq)";

    /// <summary>
    /// Makes the job's database, which is empty, a copy of one that has the rows. The first job of a server that wants so many makes
    /// that one, which takes 20 to 45 seconds for each million; a copy takes as long as its files, of which a million are 0.7 GB.
    /// </summary>
    public static async Task PrepareAsync(Job job, CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(job.ConnectionString) { Pooling = false };
        var template = new NpgsqlConnectionStringBuilder(own.ConnectionString) { Database = $"old_rows_{job.OldRows}" };
        await using var server = await OpenAsync(new NpgsqlConnectionStringBuilder(own.ConnectionString) { Database = "postgres" }, ct);
        if (!await ExistsAsync(server, template.Database!, ct)) await FillAsync(job with { OldRows = 0, ConnectionString = template.ConnectionString }, job.OldRows, ct);
        await ExecuteAsync(server, $"drop database {own.Database} with (force)", ct);
        await ExecuteAsync(server, $"create database {own.Database} template {template.Database} strategy file_copy", ct);
    }

    private static async Task FillAsync(Job job, int count, CancellationToken ct)
    {
        await using (var product = new ProductSubject(job))
        {
            await product.PrepareAsync(ct);
            await product.ProduceBacklogAsync([Guid.CreateVersion7()], ct);
        }

        await using var connection = await OpenAsync(new NpgsqlConnectionStringBuilder(job.ConnectionString), ct);
        for (var lie = 1; lie < count;)
        {
            var page = Math.Min(Page, count - lie);
            await ExecuteAsync(connection, Insert, ct, page);
            if (lie / Told < (lie += page) / Told) await Console.Error.WriteLineAsync($"{lie:N0} old rows");
        }

        await ExecuteAsync(connection, Publish, ct);
        // What a log that grew over days has had long ago.
        await ExecuteAsync(connection, "vacuum (analyze) outbox", ct);
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection server, string database, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", server) { Parameters = { new() { Value = database } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params IEnumerable<int> values)
    {
        // All of it takes as long as it takes.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }
}
