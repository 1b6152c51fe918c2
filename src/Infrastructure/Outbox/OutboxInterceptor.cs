using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Relay;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>
/// Writes what the saved aggregates raised into the outbox, in the same transaction and after their own rows; forgets it only when that
/// transaction is committed (ADR 0005). Scoped, like the context it watches.
/// </summary>
internal sealed class OutboxInterceptor(EnvelopeFactory factory, IOutboxWriter writer, OutboxSignal signal, OutboxCommitted committed)
    : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly Dictionary<AggregateRoot, long> _captured = [];
    private readonly List<(AggregateRoot Source, Envelope Envelope)> _events = [];
    private Guid? _flushedIn;
    private bool _committed;

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Save asynchronously, through IUnitOfWork.");

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var db = eventData.Context!;
        EnsureOneFlush(db.Database.CurrentTransaction);
        ForgetDetached(db);
        Capture(db);
        return new(result);
    }

    /// <summary>Makes envelopes of what was raised since the last call, under the origin that holds now.</summary>
    public void Capture(DbContext db)
    {
        foreach (var aggregate in db.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity))
        {
            Envelope[] raised = [.. factory.Create(aggregate, after: _captured.GetValueOrDefault(aggregate))];
            _events.AddRange(raised.Select(envelope => (aggregate, envelope)));
            _captured[aggregate] = aggregate.Version;
        }
    }

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        var transaction = eventData.Context!.Database.CurrentTransaction!;
        if (_events.Count > 0) await writer.AppendAsync(transaction.GetDbTransaction(), _events.ConvertAll(one => one.Envelope), cancellationToken);
        return result;
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _committed = _flushedIn is not null;
        foreach (var aggregate in _captured.Keys) aggregate.ClearRaised();
        if (_events.Count > 0)
        {
            signal.Raise();
            committed.Raise();
        }

        return Task.CompletedTask;
    }

    /// <summary>What was dropped after a failed try is not saved by the next one, so nothing of it happened.</summary>
    private void ForgetDetached(DbContext db)
    {
        foreach (var aggregate in _captured.Keys.Where(aggregate => db.Entry(aggregate).State == EntityState.Detached).ToList())
        {
            _captured.Remove(aggregate);
            _events.RemoveAll(one => one.Source == aggregate);
        }
    }

    private void EnsureOneFlush(IDbContextTransaction? transaction)
    {
        if (transaction is null) throw new InvalidOperationException("Save through IUnitOfWork: without its transaction events could be lost.");
        if (_committed || _flushedIn == transaction.TransactionId)
            throw new InvalidOperationException("A unit of work is flushed once; start a new scope for the next one.");
        _flushedIn = transaction.TransactionId;
    }
}
