using System.Text;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>The columns of an envelope, for every table that keeps whole ones.</summary>
internal abstract class StoredEnvelope
{
    /// <summary>For EF Core.</summary>
    protected StoredEnvelope()
    {
    }

    protected StoredEnvelope(Envelope envelope)
    {
        (EventId, Type, SchemaVersion) = (envelope.Id, envelope.Type, envelope.SchemaVersion);
        (Stream, Version, OccurredAt) = (envelope.Stream, envelope.Version, envelope.OccurredAt);
        Data = Encoding.UTF8.GetString(envelope.Data.Span);
        Headers = HeadersJson.Write(envelope.Headers);
    }

    public Guid EventId { get; init; }

    public string Type { get; init; } = "";

    public int SchemaVersion { get; init; }

    public string Stream { get; init; } = "";

    public long Version { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    public string Data { get; init; } = "";

    public string Headers { get; init; } = "";

    public Envelope ToEnvelope() => new(
        EventId, Type, SchemaVersion, Stream, Version, OccurredAt, Encoding.UTF8.GetBytes(Data), HeadersJson.Read(Headers));
}
