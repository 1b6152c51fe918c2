namespace CleanFiles.Infrastructure.Telemetry;

/// <summary>One part of this process that may fail while the process lives.</summary>
internal interface IHealthContributor
{
    string Name { get; }

    /// <summary>Answers quickly and does not throw.</summary>
    Task<Health> CheckAsync(CancellationToken ct);
}

/// <param name="Problem">One sentence; null when healthy.</param>
internal sealed record Health(HealthState State, string? Problem = null)
{
    public static readonly Health Healthy = new(HealthState.Healthy);
}

/// <summary>From best to worst.</summary>
internal enum HealthState
{
    Healthy,

    /// <summary>Something waits or is tried again, but requests are served.</summary>
    Degraded,

    /// <summary>Requests cannot be served; only this role's own database may say so.</summary>
    Unhealthy,
}
