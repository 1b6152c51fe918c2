using CleanFiles.Benchmarks.Load;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>
/// The upper bound again, but with what EF Core costs: the same relay, and producers and a consumer whose rows go through pooled contexts.
/// What the product needs beyond this is its own cost.
/// </summary>
internal sealed class EfSubject : ISubject
{
    private readonly Job _job;
    private readonly NpgsqlDataSource _database;
    private readonly PooledDbContextFactory<Rows> _contexts;
    private Relay? _relay;

    public EfSubject(Job job)
    {
        _job = job;
        _database = Workload.Open(job.ConnectionString);
        _contexts = new PooledDbContextFactory<Rows>(new DbContextOptionsBuilder<Rows>().UseNpgsql(_database).Options);
    }

    public Task PrepareAsync(CancellationToken ct) => Workload.CreateTablesAsync(_database, Relay.Table + Consumer.Table, ct);

    public async Task ProduceAsync(Guid id, CancellationToken ct)
    {
        var file = FileUploaded.Of(id);
        await using (var db = await _contexts.CreateDbContextAsync(ct))
        {
            // All its rows are one command, and the server commits or undoes a command as a whole.
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            db.Add(new FileRow
            {
                Id = file.FileId,
                Owner = file.OwnerId.ToString(),
                Name = file.Name,
                Size = file.Size,
                ContentType = file.MediaType,
                Sha256 = file.Sha256,
                UploadedAt = file.UploadedAt,
            });
            if (_job.WithEvent)
                db.Add(new EventRow { Id = Guid.CreateVersion7(), Type = FileUploaded.Type, Key = file.FileId, Payload = file.ToText() });
            await db.SaveChangesAsync(ct);
        }

        _relay?.Wake();
    }

    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct) => OutboxRows.CopyAsync(_database, ids, ct);

    public Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _relay = new Relay(_database, new EfConsumer(_contexts, effect).HandleAsync);
        return Task.CompletedTask;
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) => Workload.CountAsync(_database, ct);

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
        await _database.DisposeAsync();
    }
}
