using System.Data.Common;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>Writes the events of a unit of work beside its other changes (ADR 0005).</summary>
internal interface IOutboxWriter
{
    /// <summary>
    /// Appends in the order given. Call it when the aggregates are written: an event must get its position after its predecessor in the
    /// stream was read as committed.
    /// </summary>
    Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct);

    /// <summary>Whether it can <see cref="Join"/>: not where the driver hides a failure of a command's last statement.</summary>
    bool Joins { get; }

    /// <summary>Adds the same to a command that is about to be sent, behind its own statements, which saves a round trip.</summary>
    void Join(DbCommand command, IReadOnlyList<Envelope> envelopes);
}
