using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Relay;

internal sealed class RelayHealth(RelayStatus status) : IHealthContributor
{
    public string Name => "relay";

    public Task<Health> CheckAsync(CancellationToken ct) => Task.FromResult(
        status.Problem is null ? Health.Healthy : new Health(HealthState.Degraded, "Events wait in the outbox; the log says why."));
}
