using CleanFiles.Application.Events;

namespace CleanFiles.Infrastructure.Messaging.CloudEvents;

/// <summary>
/// What is the same for every event on the wire: CloudEvents 1.0.2 in structured JSON, with the documented extensions for partitioning,
/// sequence, distributed tracing and correlation, and two of our own, schemaversion and readableas (ADR 0020).
/// </summary>
internal static class CloudEvent
{
    public const string SpecVersion = "1.0", ContentType = "application/cloudevents+json; charset=utf-8";

    /// <summary>This service, as a URI reference.</summary>
    public const string Source = $"/{EventCatalogue.Owner}";

    /// <summary>The id of a contract's schema, as it also stands in the schema.</summary>
    public static string DataSchema(string name, int version) => $"urn:{EventCatalogue.Owner}:{name}:{version}";
}
