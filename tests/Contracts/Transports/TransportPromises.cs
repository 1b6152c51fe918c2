using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>
/// What a transport promises beyond what every one must do, for whoever chooses among them: docs/transports.md is printed from it. The suite
/// holds a transport to each promise that can be tested; what is text here it cannot test.
/// </summary>
internal sealed record TransportPromises
{
    /// <summary>What it is called on the page.</summary>
    public required string Name { get; init; }

    /// <summary>The settings that choose it, as they would be written in a shell.</summary>
    public required string Settings { get; init; }

    /// <summary>Whether events of one stream are delivered in their order, each behind its predecessor until that is acknowledged.</summary>
    public required bool KeepsOrder { get; init; }

    /// <summary>Whether two processes may use it at once, as in a rolling deployment, and share one subscription.</summary>
    public required bool CanRunSideBySide { get; init; }

    /// <summary>Whether the relay and each consumer may run in a process of their own (<see cref="Roles"/>).</summary>
    public required bool RolesMayRunApart { get; init; }

    /// <summary>The largest envelope in bytes that <c>Messaging:MaxEnvelopeBytes</c> may allow with it.</summary>
    public required int MaxBytes { get; init; }

    public required string Duplicates { get; init; }

    /// <summary>How long an event waits for a consumer that does not come.</summary>
    public required string Keeps { get; init; }

    /// <summary>What has to be there.</summary>
    public required string Server { get; init; }

    /// <summary>What it takes to try it out and to see what is in it; one paragraph.</summary>
    public required string Looking { get; init; }
}
