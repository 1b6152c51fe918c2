using System.Globalization;
using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Relay;

internal sealed class RelayHealth(RelayStatus status) : IHealthContributor
{
    public string Name => "relay";

    public Task<Health> CheckAsync(CancellationToken ct) =>
        Task.FromResult(status.Problem is null ? Health.Healthy : new Health(HealthState.Degraded, $"{Circuit}Events wait in the outbox; the log says why."));

    private string Circuit => status.ProbeAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"The circuit is open and is tried again at {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}. ")
        : "";
}
