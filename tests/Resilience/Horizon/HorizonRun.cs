using System.Collections.Concurrent;
using System.Diagnostics;
using CleanFiles.Support;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Horizon;

/// <summary>
/// Writes at a steady rate, first as it is, and then while a transaction of another database of the same server is open, which keeps
/// PostgreSQL from removing anything that died since it began.
/// </summary>
internal sealed class HorizonRun(IOutboxUnderLoad outbox, string otherDatabase, int perSecond)
{
    private const int TickMilliseconds = 5;

    private readonly ConcurrentDictionary<Guid, long> _effects = [];

    public async Task<HorizonReport> RunAsync(TimeSpan before, TimeSpan held, TimeSpan last)
    {
        await outbox.StartAsync(id => _effects[id] = Stopwatch.GetTimestamp());
        // What the compiler still does is not to be measured.
        await LoadAsync(before);
        var free = await LoadAsync(before);
        await using var other = NpgsqlDataSource.Create(otherDatabase);
        await using var connection = await other.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select pg_current_xact_id()", connection, transaction)) await hold.ExecuteScalarAsync();
        await LoadAsync(held - last);
        var late = await LoadAsync(last);
        var dead = await outbox.DeadRowsAsync();
        await transaction.RollbackAsync();
        return new HorizonReport(outbox.Name, free, late, dead);
    }

    /// <returns>Milliseconds from the moment at which each was due to its effect, ascending.</returns>
    private async Task<IReadOnlyList<double>> LoadAsync(TimeSpan span)
    {
        var written = new List<(Guid Id, long Due)>();
        var tasks = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) is var passed && passed < span)
        {
            while (written.Count < passed.TotalSeconds * perSecond)
            {
                var id = Guid.CreateVersion7();
                written.Add((id, began + (written.Count * Stopwatch.Frequency / perSecond)));
                tasks.Add(Task.Run(() => outbox.WriteAsync(id)));
            }

            await Task.Delay(TickMilliseconds);
        }

        await Task.WhenAll(tasks);
        await Eventually.IsTrueAsync(() => written.TrueForAll(one => _effects.ContainsKey(one.Id)), "every event had its effect");
        return [.. written.Select(one => Stopwatch.GetElapsedTime(one.Due, _effects[one.Id]).TotalMilliseconds).Order()];
    }
}

/// <param name="Free">Milliseconds to the effect, ascending.</param>
/// <param name="Held">The same, at the end of the time in which the other transaction was open.</param>
internal sealed record HorizonReport(string Name, IReadOnlyList<double> Free, IReadOnlyList<double> Held, long DeadRows)
{
    public const string Head = "| | p50 before | p99 before | p50 at the end | p99 at the end | dead rows |\n|---|--:|--:|--:|--:|--:|";

    public override string ToString() =>
        $"| {Name} | {At(Free, 50):F1} ms | {At(Free, 99):F1} ms | {At(Held, 50):F1} ms | {At(Held, 99):F1} ms | {DeadRows:N0} |";

    private static double At(IReadOnlyList<double> sorted, int percent) => sorted[(sorted.Count - 1) * percent / 100];
}
