namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>Moments at which a process that dies leaves the most behind.</summary>
internal enum CrashPoint
{
    /// <summary>A writer has changed an aggregate, and nothing of it is in the database.</summary>
    BeforeFlush,

    /// <summary>A writer's transaction is committed, and nobody has been told.</summary>
    AfterCommit,

    /// <summary>A relay has read events and published none of them.</summary>
    AfterRead,

    /// <summary>A relay has published a part of what it is about to.</summary>
    DuringPublish,

    /// <summary>The broker has acknowledged events, and the bookmark is about to move over them.</summary>
    BeforeBookmark,

    /// <summary>A relay's question that renews its lease is under way.</summary>
    DuringRenewal,

    /// <summary>A consumer's transaction has the effects of a part of its batch.</summary>
    DuringBatch,

    /// <summary>A consumer's transaction is committed, and the broker has not been told.</summary>
    BeforeAcknowledgement,
}

internal static class CrashPointPlaces
{
    public static NodeRole Role(this CrashPoint point) => point switch
    {
        CrashPoint.BeforeFlush or CrashPoint.AfterCommit => NodeRole.Writer,
        CrashPoint.DuringBatch or CrashPoint.BeforeAcknowledgement => NodeRole.Consumers,
        _ => NodeRole.Relay,
    };
}
