namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>What a process of the harness does; each has the product's role for it.</summary>
internal enum NodeRole
{
    /// <summary>Uploads, renames and deletes by the product's use cases.</summary>
    Writer,
    Relay,
    Consumers,
}
