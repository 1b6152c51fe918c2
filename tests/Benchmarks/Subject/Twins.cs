using CleanFiles.Infrastructure.Consuming;
using Npgsql;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>A consumer under several names: to the product they are different ones, each of which handles every event.</summary>
internal static class Twins
{
    public static IEnumerable<ConsumerDescriptor> Of(ConsumerDescriptor consumer, int count) =>
        Enumerable.Range(1, count).Select(i => i == 1 ? consumer : consumer with { Name = $"{consumer.Name}-{i}" });

    /// <summary>The auditor's table takes one row an event, and each twin writes one. An index stays, so that a row costs what it costs one auditor alone.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "alter table audit_entries drop constraint pk_audit_entries; create index on audit_entries (event_id)");
        await command.ExecuteNonQueryAsync(ct);
    }
}
