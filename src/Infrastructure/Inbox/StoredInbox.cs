using System.Data.Common;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>A set-based insert whose conflicts are the duplicates.</summary>
internal sealed class StoredInbox(
    AppDbContext db, UnitOfWork unitOfWork, OutboxFlush outbox, IInboxEntry entry, EventOrigin origin, TimeProvider time) : IInbox
{
    private bool _begun;

    public void Claim() => unitOfWork.Claim();

    public async Task<bool> KnowsAsync(string consumer, Guid eventId, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = Command("select 1 from inbox where consumer = @consumer and event_id = @id");
            Bind(command, "@consumer", consumer);
            Bind(command, "@id", eventId);
            return await command.ExecuteScalarAsync(ct) is not null;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public async Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds, CancellationToken ct)
    {
        await BeginAsync(ct);
        await using var command = Command(entry.Text(eventIds.Count));
        Bind(command, "@consumer", consumer);
        Bind(command, "@at", time.GetUtcNow());
        // Sorted, so that two members of one consumer never wait for each other in a circle.
        foreach (var (name, value) in entry.Parameters([.. eventIds.Order()])) Bind(command, name, value);
        var entered = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) entered.Add(reader.GetGuid(0));
        return entered;
    }

    public async Task ApplyAsync(Envelope cause, Effect effect, CancellationToken ct)
    {
        origin.CausedBy(cause);
        await effect(ct);
        outbox.Capture(db);
    }

    public Task CommitAsync(CancellationToken ct) => unitOfWork.CommitHostedAsync(ct);

    public async Task UndoAsync() => await unitOfWork.DisposeAsync();

    private async Task BeginAsync(CancellationToken ct)
    {
        if (!_begun && unitOfWork.HasChanges)
            throw new InvalidOperationException("A handler changed something before the transaction began; only the effect that it returns may.");
        _begun = true;
        await unitOfWork.BeginHostedAsync(ct);
    }

    private DbCommand Command(string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static void Bind(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
