namespace CleanFiles.Application.Events;

/// <summary>One version of one event: what its name and number on the wire mean in the code (ADR 0004).</summary>
/// <param name="Name">Stable for ever: the type may be renamed, this may not.</param>
/// <param name="Version">From 1, one more for each structural change.</param>
public sealed record EventContract(string Name, int Version, Type Type)
{
    /// <summary>The lowest version whose readers understand this one too: all that they require is in it, unchanged (ADR 0021).</summary>
    public int ReadableAs { get; init; } = Version;

    /// <summary>Makes this version of the one before. The lowest version has none.</summary>
    public Upcaster? Upcast { get; init; }

    /// <summary>An event as it could happen, for documents and samples.</summary>
    public IIntegrationEvent? Example { get; init; }

    /// <summary>Says that another service publishes it; null for what this one publishes.</summary>
    public ExternalSource? External { get; init; }

    public string Owner => External?.Owner ?? EventCatalogue.Owner;
}

/// <summary>Makes an event of one version of an event of the version before.</summary>
public sealed record Upcaster(Type From, Type To, Func<IIntegrationEvent, IIntegrationEvent> Apply)
{
    public static Upcaster Of<TOld, TNew>(Func<TOld, TNew> upcast) where TOld : IIntegrationEvent where TNew : IIntegrationEvent =>
        new(typeof(TOld), typeof(TNew), old => upcast((TOld)old));
}

/// <summary>Where an event comes from that another service publishes.</summary>
/// <param name="Owner">The service that decides about the contract.</param>
/// <param name="Topic">The topic or channel that it is published to.</param>
/// <param name="Schema">Where its owner keeps the schema of this version.</param>
public sealed record ExternalSource(string Owner, string Topic, Uri Schema);
