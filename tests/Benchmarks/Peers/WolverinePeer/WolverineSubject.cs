using CleanFiles.Benchmarks.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.RDBMS;
using Wolverine.Runtime;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>
/// A plain transaction of Npgsql enlisted in Wolverine's outbox, and a durable local queue; what is not set here is as Wolverine sets it.
/// https://wolverinefx.net/guide/durability/ (outbox and inbox, durable local queues),
/// https://wolverinefx.net/guide/durability/postgresql.html (message store),
/// https://wolverinefx.net/guide/durability/leadership-and-troubleshooting.html#solo-mode (one node),
/// https://wolverinefx.net/guide/messaging/transports/local.html#configuring-local-queues (parallel handlers),
/// https://wolverinefx.net/guide/messages.html#envelope-id-generation (uuid v7),
/// https://wolverinefx.net/guide/codegen.html (generated code differs only in when it is compiled: here, before the warm-up ends).
/// </summary>
internal sealed class WolverineSubject : ISubject
{
    private readonly Job _job;
    private readonly NpgsqlDataSource _database;
    private readonly IHost _host;
    private readonly Watch _watch = new();
    private IWolverineRuntime? _runtime;

    public WolverineSubject(Job job)
    {
        _job = job;
        _database = Workload.Open(job.ConnectionString);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(_database).AddSingleton(_watch);
        builder.UseWolverine(options =>
        {
            options.PersistMessagesWithPostgresql(_database);
            options.Durability.Mode = DurabilityMode.Solo;
            options.EnvelopeIdGeneration = EnvelopeIdGeneration.GuidV7;
            options.LocalQueueFor<FileUploaded>().UseDurableInbox().MaximumParallelMessages(8);
        });
        _host = builder.Build();
    }

    public Task PrepareAsync(CancellationToken ct) => Workload.CreateTablesAsync(_database, "", ct);

    public async Task ProduceAsync(Guid id, CancellationToken ct)
    {
        var file = FileUploaded.Of(id);
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Workload.InsertFile(file) } };
        await batch.ExecuteNonQueryAsync(ct);
        var outbox = _job.WithEvent ? await PublishAsync(file, transaction) : null;
        await transaction.CommitAsync(ct);
        if (outbox is not null) await outbox.FlushOutgoingMessagesAsync();
    }

    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct) =>
        throw new NotSupportedException("Wolverine's local queue has no backlog of its own to drain: it hands over in memory, and its rows are for recovery.");

    public async Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _watch.Effect = effect;
        await _host.StartAsync(ct);
        _runtime = _host.Services.GetRequiredService<IWolverineRuntime>();
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) => Workload.CountAsync(_database, ct);

    public async ValueTask DisposeAsync()
    {
        if (_runtime is not null) await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<MessageContext> PublishAsync(FileUploaded file, NpgsqlTransaction transaction)
    {
        var runtime = _runtime ?? throw new NotSupportedException("Wolverine's producers cannot run alone: its host consumes what they publish.");
        var context = new MessageContext(runtime);
        await context.EnlistInOutboxAsync(new DatabaseEnvelopeTransaction((IMessageDatabase)runtime.Storage, transaction));
        await context.PublishAsync(file);
        return context;
    }
}
