using System.Globalization;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Api.Commands;

/// <param name="Now">What ages are counted from.</param>
/// <param name="HasOwners">False where there is only one process, which owns all.</param>
/// <param name="Lease">How long an owner may stay silent before others take over (ADR 0019).</param>
internal sealed record OutboxReport(
    DateTimeOffset Now, bool HasOwners, TimeSpan Lease, IReadOnlyList<ShardStatus> Shards, int Rejected, IReadOnlyList<ConsumerBacklog> Consumers)
{
    public static async Task<OutboxReport> ReadAsync(IServiceProvider parts, CancellationToken ct) => new(
        parts.GetRequiredService<TimeProvider>().GetUtcNow(),
        parts.GetRequiredService<PersistenceOptions>().Provider == PersistenceProvider.Postgres,
        parts.GetRequiredService<RelayOptions>().Lease,
        await parts.GetRequiredService<IOutboxStatus>().ReadAsync(ct),
        await parts.GetRequiredService<DeadLetterBox>().CountAsync(new DeadLetterFilter(DeadLetterStore.Outbox), ct),
        await parts.GetRequiredService<ConsumerBacklogs>().ReadAsync(Roles.KnownConsumers, ct));

    public void Write(TextWriter writer)
    {
        Table.Write(writer, ["SHARD", "PENDING", "OLDEST", "OWNER", "BOOKMARK"], Shards.Select(shard => (string[])
        [
            Number(shard.Shard),
            IsMore(shard) ? $"over {Number(IOutboxStatus.MaxCounted)}" : Number(shard.Pending),
            shard.OldestPending is { } oldest ? $"{Age.Write(Now - oldest)} ago" : "-",
            HasOwners ? Owner(shard) : "the one process",
            shard.Bookmark ?? "none yet",
        ]));
        writer.WriteLine();
        Table.Write(writer, ["CONSUMER", "DEAD", "REPLAYING", "RETRYING", "PARKED"], Consumers.Select(backlog => (string[])
            [backlog.Consumer, Number(backlog.Dead), Number(backlog.Replaying), Number(backlog.Retrying), Number(backlog.Parked)]));
        writer.WriteLine();
        writer.WriteLine($"Rejected by the transport: {Number(Rejected)}");
    }

    public void WriteJson(TextWriter writer) => Json.Write(writer, new
    {
        shards = Shards.Select(shard => new
        {
            shard.Shard,
            shard.Bookmark,
            pending = Math.Min(shard.Pending, IOutboxStatus.MaxCounted),
            pendingIsMore = IsMore(shard),
            shard.OldestPending,
            shard.Owner,
            ownerSeenSecondsAgo = shard.Seen?.TotalSeconds,
        }),
        leaseSeconds = Lease.TotalSeconds,
        consumers = Consumers,
        rejected = Rejected,
    });

    private static bool IsMore(ShardStatus shard) => shard.Pending > IOutboxStatus.MaxCounted;

    private string Owner(ShardStatus shard) => shard switch
    {
        { Owner: null } => "nobody",
        { Seen: { } ago } => $"{shard.Owner}, seen {Age.Write(ago)} ago, lease {Age.Write(Lease)}",
        _ => $"{shard.Owner}, gone",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
