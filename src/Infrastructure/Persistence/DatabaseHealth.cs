using CleanFiles.Infrastructure.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Anybody may ask for readiness, as often as he likes: all who do within a second share one answer.</summary>
internal sealed class DatabaseHealth(Transactions transactions, PersistenceOptions options, TimeProvider time) : IHealthContributor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<Health>? _answer;
    private long _askedAt;

    public string Name => "database";

    public Task<Health> CheckAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && time.GetElapsedTime(_askedAt) >= Fresh)) (_answer, _askedAt) = (AskAsync(), time.GetTimestamp());
            return _answer;
        }
    }

    /// <summary>Now, and not within the last second.</summary>
    public async Task<Health> AskAsync()
    {
        using var end = new CancellationTokenSource(Patience, time);
        try
        {
            return await transactions.ReadAsync(db => IsReadOnlyAsync(db, end.Token)).WaitAsync(end.Token)
                ? new Health(HealthState.Degraded, "The database takes no writes.")
                : Health.Healthy;
        }
        catch (Exception e)
        {
            return new Health(HealthState.Unhealthy, $"The database does not answer ({e.GetType().Name}).");
        }
    }

    private async Task<bool> IsReadOnlyAsync(AppDbContext db, CancellationToken ct) => await db.Database
        .SqlQueryRaw<string>(
            options.Provider == PersistenceProvider.Postgres
                ? "select current_setting('transaction_read_only') as \"Value\""
                : "select 'off' as \"Value\" from sqlite_master limit 1")
        .SingleAsync(ct) == "on";
}
