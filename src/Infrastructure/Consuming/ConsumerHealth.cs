using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Consuming;

internal sealed class ConsumerHealth(ConsumerStatus status) : IHealthContributor
{
    public string Name => $"consumer:{status.Name}";

    public Task<Health> CheckAsync(CancellationToken ct) => Task.FromResult(
        status.Problem is null ? Health.Healthy : new Health(HealthState.Degraded, "Its last event failed; the log says why."));
}
