using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Resilience.Tests.Variants;

/// <inheritdoc cref="Variant.ClearedBeforeCommit"/>
internal sealed class ClearsEarly(EnvelopeFactory factory, IOutboxWriter writer, OutboxSignal signal) : IFlush
{
    private readonly List<Envelope> _envelopes = [];

    public bool Joins => false;

    public void Begin(DbContext db)
    {
        _envelopes.Clear();
        foreach (var aggregate in db.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity))
        {
            _envelopes.AddRange(factory.Create(aggregate, after: 0));
            aggregate.ClearRaised();
        }
    }

    public void Join(DbCommand command)
    {
    }

    public async Task EndAsync(DbContext db, CancellationToken ct)
    {
        if (_envelopes.Count > 0) await writer.AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), _envelopes, ct);
    }

    public void Committed() => signal.Raise();
}
