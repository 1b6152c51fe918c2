using System.Diagnostics;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Telemetry;

/// <summary>What set off the work of one scope: a request from outside, or the event that a consumer is handling.</summary>
internal sealed class EventOrigin
{
    private string? _correlationId;
    private Guid? _causationId;

    public void CausedBy(Envelope envelope) => (_correlationId, _causationId) = (envelope.Headers.CorrelationId, envelope.Id);

    public EnvelopeHeaders ToHeaders()
    {
        _correlationId ??= Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString("N");
        return new EnvelopeHeaders(_correlationId, _causationId, Activity.Current?.Id);
    }
}
