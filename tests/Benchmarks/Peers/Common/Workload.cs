using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>What all peers share: the producers' rows and the consumer's.</summary>
internal static class Workload
{
    private const string Tables = """
        create table files (id uuid primary key, name text not null, size bigint not null, created_at timestamptz not null);
        create table projection (id bigint generated always as identity, event_id uuid not null, payload jsonb not null);
        """;

    /// <summary>Every peer gets the same pool, set for speed: statements are prepared, and sessions are not reset between two uses.</summary>
    public static NpgsqlDataSource Open(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 20,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Enlist = false,
    });

    public static async Task CreateTablesAsync(NpgsqlDataSource database, string others, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Tables + others);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static NpgsqlBatchCommand InsertFile(FileUploaded file) =>
        new("insert into files (id, name, size, created_at) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = file.FileId },
                new NpgsqlParameter<string> { TypedValue = file.Name },
                new NpgsqlParameter<long> { TypedValue = file.Size },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = file.UploadedAt },
            },
        };

    public static async Task<(long Produced, long Effects)> CountAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select (select count(*) from files), (select count(*) from projection)");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
