namespace CleanFiles.Application.Ports;

/// <summary>One published fact on its way: what every transport carries and every consumer is handed.</summary>
/// <param name="Id">Made once when the event is raised; the inbox knows an event by it, so it survives every retry and replay.</param>
/// <param name="Type">The contract's stable name, never a CLR name (ADR 0004).</param>
/// <param name="SchemaVersion">The contract's version.</param>
/// <param name="Stream">The aggregate's stream. Events of one stream are first published in the order of <paramref name="Version"/>.</param>
/// <param name="Version">The aggregate's version after the event.</param>
/// <param name="Data">The contract as UTF-8 JSON.</param>
public sealed record Envelope(
    Guid Id,
    string Type,
    int SchemaVersion,
    string Stream,
    long Version,
    DateTimeOffset OccurredAt,
    ReadOnlyMemory<byte> Data,
    EnvelopeHeaders Headers)
{
    /// <summary>The lowest version of the contract whose readers understand this event (ADR 0021).</summary>
    public int ReadableAs => Headers.ReadableAs ?? SchemaVersion;
}

/// <param name="CorrelationId">Shared by everything that one request from outside set off.</param>
/// <param name="CausationId">The event whose handling raised this one; null when a person did.</param>
/// <param name="TraceParent">W3C Trace Context of the span that raised the event.</param>
/// <param name="ReadableAs">See <see cref="Envelope.ReadableAs"/>; null when only readers of the event's own version understand it.</param>
public sealed record EnvelopeHeaders(string CorrelationId, Guid? CausationId = null, string? TraceParent = null, int? ReadableAs = null);
