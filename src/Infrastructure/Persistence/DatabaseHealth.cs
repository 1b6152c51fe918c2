using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class DatabaseHealth(Transactions transactions, TimeProvider time) : IHealthContributor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => "database";

    public async Task<Health> CheckAsync(CancellationToken ct)
    {
        try
        {
            var answers = await transactions.ReadAsync(db => db.Database.CanConnectAsync(ct)).WaitAsync(Patience, time, ct);
            return answers ? Health.Healthy : new Health(HealthState.Unhealthy, "The database does not answer.");
        }
        catch (Exception e)
        {
            return new Health(HealthState.Unhealthy, $"The database does not answer ({e.GetType().Name}).");
        }
    }
}
