using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.DeadLetters;

/// <summary>Both stores of dead letters in one view: the outbox's first, then the consumers' by name.</summary>
internal sealed class DeadLetterBox(Transactions transactions)
{
    /// <summary>The rows that one transaction touches: short enough for a service that writes beside it.</summary>
    public const int Chunk = 100;

    public Task<int> CountAsync(DeadLetterFilter filter, CancellationToken ct) => transactions.ReadAsync(
        async db => await filter.Rejected(db).CountAsync(ct) + await filter.Failed(db).CountAsync(ct));

    /// <summary>Within a store the oldest failure first, at most <paramref name="max"/> in all.</summary>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, int max, CancellationToken ct) =>
        transactions.ReadAsync<IReadOnlyList<DeadLetter>>(async db =>
        {
            var rejected = await filter.Rejected(db)
                .OrderBy(row => row.RejectedAt).ThenBy(row => row.EventId).Take(max).ToListAsync(ct);
            var failed = await filter.Failed(db)
                .OrderBy(row => row.Consumer).ThenBy(row => row.FailedAt).ThenBy(row => row.EventId).Take(max - rejected.Count).ToListAsync(ct);
            return [.. rejected.Select(Letter), .. failed.Select(Letter)];
        });

    /// <summary>The dead ones in the order of streams and versions, in which they are to be tried again.</summary>
    public Task<IReadOnlyList<DeadLetterKey>> KeysAsync(DeadLetterFilter filter, CancellationToken ct) =>
        transactions.ReadAsync<IReadOnlyList<DeadLetterKey>>(async db =>
        {
            var rejected = await filter.Rejected(db).OrderBy(row => row.Stream).ThenBy(row => row.Version)
                .Select(row => new DeadLetterKey(null, row.EventId)).ToListAsync(ct);
            var failed = await filter.Failed(db).Where(row => row.Dead).OrderBy(row => row.Stream).ThenBy(row => row.Version)
                .Select(row => new DeadLetterKey(row.Consumer, row.EventId)).ToListAsync(ct);
            return [.. rejected, .. failed];
        });

    /// <summary>Whether this consumer has failures here, also if this build no longer has it.</summary>
    public Task<bool> KnowsAsync(string consumer, CancellationToken ct) =>
        transactions.ReadAsync(db => db.Set<FailedDelivery>().AnyAsync(failed => failed.Consumer == consumer, ct));

    /// <summary>Removes for good those that are still dead.</summary>
    /// <returns>How many these were.</returns>
    public async Task<int> PurgeAsync(IReadOnlyList<DeadLetterKey> keys, CancellationToken ct)
    {
        var purged = 0;
        foreach (var store in keys.GroupBy(key => key.Consumer, key => key.EventId))
            foreach (var ids in store.Chunk(Chunk))
                purged += await transactions.RunAsync(db => PurgeAsync(db, store.Key, ids, ct), ct);
        return purged;
    }

    private static Task<int> PurgeAsync(AppDbContext db, string? consumer, Guid[] ids, CancellationToken ct) => consumer is null
        ? db.Set<RejectedEvent>().Where(rejected => ids.Contains(rejected.EventId)).ExecuteDeleteAsync(ct)
        : db.Set<FailedDelivery>().Where(failed => failed.Consumer == consumer && failed.Dead && ids.Contains(failed.EventId)).ExecuteDeleteAsync(ct);

    private static DeadLetter Letter(RejectedEvent row) => new(
        null, row.EventId, row.Type, row.SchemaVersion, row.Stream, row.Version, row.OccurredAt, row.Data, row.Headers,
        DeadLetterState.Dead, null, row.RejectedAt, null, row.Reason);

    private static DeadLetter Letter(FailedDelivery row) => new(
        row.Consumer, row.EventId, row.Type, row.SchemaVersion, row.Stream, row.Version, row.OccurredAt, row.Data, row.Headers,
        row.Dead ? DeadLetterState.Dead : row.ReplayAt is null ? DeadLetterState.Retrying : DeadLetterState.Replaying,
        row.Attempts, row.FailedAt, row.ReplayAt, row.Error);
}
