using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>What all peers share: the producers' rows and the consumer's, with the columns and indexes that the product's have.</summary>
internal static class Workload
{
    private const string Tables = """
        create table files (
            id uuid primary key, owner varchar(255) not null, name varchar(255) not null, size bigint not null, content_type varchar(255) not null,
            sha256 varchar(64) not null, uploaded_at timestamptz not null, version bigint not null);
        create index on files (owner, uploaded_at desc, id desc);
        create table projection (
            event_id uuid primary key, file_id uuid not null, owner text not null, version bigint not null, type text not null,
            schema_version integer not null, at timestamptz not null, data text not null);
        create index on projection (file_id, version);
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
        new("insert into files (id, owner, name, size, content_type, sha256, uploaded_at, version) values ($1, $2, $3, $4, $5, $6, $7, 1)")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = file.FileId },
                new NpgsqlParameter<string> { TypedValue = file.OwnerId.ToString() },
                new NpgsqlParameter<string> { TypedValue = file.Name },
                new NpgsqlParameter<long> { TypedValue = file.Size },
                new NpgsqlParameter<string> { TypedValue = file.MediaType },
                new NpgsqlParameter<string> { TypedValue = file.Sha256 },
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
