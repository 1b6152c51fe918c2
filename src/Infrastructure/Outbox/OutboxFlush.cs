using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>
/// Writes what the saved aggregates raised into the outbox, in the same transaction and after their own rows; forgets it only when that
/// transaction is committed (ADR 0005).
/// </summary>
internal sealed class OutboxFlush(EnvelopeFactory factory, IOutboxWriter writer, OutboxSignal signal, OutboxCommitted committed) : IFlush
{
    private readonly Dictionary<AggregateRoot, long> _captured = [];
    private readonly List<(AggregateRoot Source, Envelope Envelope)> _events = [];
    private IDbContextTransaction? _flushedIn;
    private bool _flushed, _isWritten, _committed;

    private List<Envelope> Envelopes => _events.ConvertAll(one => one.Envelope);

    public bool Joins => writer.Joins;

    public void Begin(DbContext db)
    {
        EnsureOneFlush(db.Database.CurrentTransaction);
        ForgetDetached(db);
        Capture(db);
        _isWritten = _events.Count == 0;
    }

    /// <summary>Makes envelopes of what was raised since the last call, under the origin that holds now.</summary>
    public void Capture(DbContext db)
    {
        foreach (var aggregate in Tracked(db))
        {
            Envelope[] raised = [.. factory.Create(aggregate, after: _captured.GetValueOrDefault(aggregate))];
            _events.AddRange(raised.Select(envelope => (aggregate, envelope)));
            _captured[aggregate] = aggregate.Version;
        }
    }

    public void Join(DbCommand command)
    {
        if (_isWritten || !Joins) return;
        writer.Join(command, Envelopes);
        _isWritten = true;
    }

    public async Task EndAsync(DbContext db, CancellationToken ct)
    {
        if (!_isWritten) await writer.AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), Envelopes, ct);
    }

    public void Committed()
    {
        _committed = _flushed;
        foreach (var aggregate in _captured.Keys) aggregate.ClearRaised();
        if (_events.Count == 0) return;
        signal.Raise();
        committed.Raise();
    }

    /// <summary>Without looking for changes, which the save will do: an aggregate that raised something is known by that.</summary>
    private static List<AggregateRoot> Tracked(DbContext db)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        List<AggregateRoot> tracked = [.. db.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity)];
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        return tracked;
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

    /// <param name="transaction">Null for a save that is one of its own.</param>
    private void EnsureOneFlush(IDbContextTransaction? transaction)
    {
        if (_committed || (transaction is not null && _flushedIn == transaction))
            throw new InvalidOperationException("A unit of work is flushed once; start a new scope for the next one.");
        (_flushed, _flushedIn) = (true, transaction);
    }
}
