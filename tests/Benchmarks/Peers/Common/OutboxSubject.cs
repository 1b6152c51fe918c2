using CleanFiles.Benchmarks.Load;
using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>A peer with an outbox table of its own.</summary>
/// <param name="outbox">Makes that table.</param>
internal abstract class OutboxSubject(Job job, string outbox) : ISubject
{
    protected NpgsqlDataSource Database { get; } = Workload.Open(job.ConnectionString);

    public Task PrepareAsync(CancellationToken ct) => Workload.CreateTablesAsync(Database, outbox + Consumer.Table, ct);

    public async Task ProduceAsync(Guid id, CancellationToken ct)
    {
        var file = FileUploaded.Of(id);
        // A batch is a transaction of its own: one round trip, commit and all.
        await using var batch = Database.CreateBatch();
        batch.BatchCommands.Add(Workload.InsertFile(file));
        if (job.WithEvent) batch.BatchCommands.Add(OutboxRows.Insert(file));
        await batch.ExecuteNonQueryAsync(ct);
        OnCommitted();
    }

    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct) => OutboxRows.CopyAsync(Database, ids, ct);

    public abstract Task StartAsync(Action<Guid> effect, CancellationToken ct);

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) => Workload.CountAsync(Database, ct);

    public virtual ValueTask DisposeAsync() => Database.DisposeAsync();

    protected virtual void OnCommitted()
    {
    }
}
