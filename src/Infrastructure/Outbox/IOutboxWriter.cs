using System.Data.Common;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Outbox;

internal interface IOutboxWriter
{
    /// <summary>Appends the envelopes in their order, inside the caller's transaction.</summary>
    Task AppendAsync(DbTransaction transaction, IReadOnlyList<Envelope> envelopes, CancellationToken ct);
}
