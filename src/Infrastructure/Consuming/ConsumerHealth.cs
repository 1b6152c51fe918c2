using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Consuming;

internal sealed class ConsumerHealth(ConsumerStatus status) : IHealthContributor
{
    public string Name => $"consumer:{status.Name}";

    public Task<Health> CheckAsync(CancellationToken ct) =>
        Task.FromResult(Problem is { } problem ? new Health(HealthState.Degraded, problem) : Health.Healthy);

    private string? Problem => status.Pause?.Sentence
        ?? (status.Outage is not null ? "It cannot receive; the log says why."
            : status.Problem is not null ? "Its last event failed; the log says why."
            : null);
}
