namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>Ways to break the product, each of which somebody has shipped. What cannot tell them from the product proves nothing.</summary>
internal enum Variant
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>The bookmark is moved when events are read, before they are published.</summary>
    BookmarkBeforePublish,

    /// <summary>A bookmark that is a position alone: what commits late below it is lost.</summary>
    PositionOnly,

    /// <summary>The window between two snapshots, without those who began after the first one and yet got a position below its head.</summary>
    NoArmAboveXmax,

    /// <summary>The transport is told that an event is handled before its effect is committed.</summary>
    AcknowledgeBeforeCommit,

    /// <summary>The inbox row is committed in a transaction of its own, before the effect's.</summary>
    InboxApart,

    /// <summary>Who has lost a shard moves its bookmark all the same.</summary>
    NoFencing,

    /// <summary>Several events of one stream are published at once.</summary>
    StreamsSideBySide,

    /// <summary>What an aggregate raised is forgotten when it is written, not when that is committed.</summary>
    ClearedBeforeCommit,
}
