using System.Data.Common;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>Writes the events of a unit of work beside its other changes (ADR 0005).</summary>
internal interface IOutboxWriter
{
    /// <summary>
    /// Appends in the order given. Call it last in the transaction: an event must get its position after its predecessor in the
    /// stream was read as committed.
    /// </summary>
    Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct);
}
