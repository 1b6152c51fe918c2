using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// The shards that one relay holds. Every look tells the server, and so the other relays, that this one lives; takes what is free of its
/// fair share, and begins to leave what is above it (ADR 0019).
/// </summary>
internal sealed class HeldShards(NpgsqlConnection connection, string owner, TimeSpan lease, Signal changed, ILogger logger)
{
    private readonly Dictionary<short, HeldShard> _held = [];

    public HeldShard this[int shard] => _held[(short)shard];

    public bool IsEmpty => _held.Count == 0;

    public IReadOnlyList<ShardCursor> Cursors => [.. Staying.Select(shard => shard.Cursor)];

    /// <summary>A relay came or went since the last look.</summary>
    public bool HaveChanged => changed.Raised.IsCompleted;

    private IEnumerable<HeldShard> Staying => _held.Values.Where(shard => !shard.IsLeaving).OrderBy(shard => shard.Shard);

    /// <exception cref="FencedOffException">Another relay has taken over a shard of this one.</exception>
    public async Task LookAsync(CancellationToken ct)
    {
        changed.Reset();
        var survey = await ShardTable.LookAsync(connection, owner, lease, ct);
        if (survey.Shards.Any(seen => _held.TryGetValue(seen.Shard, out var mine) && mine.Epoch != seen.Epoch)) throw new FencedOffException();
        foreach (var shard in Staying.Skip(survey.FairShare)) shard.IsLeaving = true;
        await ReleaseSettledAsync(ct);
        await ClaimAsync(survey, ct);
    }

    /// <summary>Gives up what is to be left and has nothing under way any more.</summary>
    public async Task ReleaseSettledAsync(CancellationToken ct)
    {
        var free = _held.Values.Where(shard => shard is { IsLeaving: true, IsSettled: true }).Select(shard => shard.Shard).ToList();
        if (free.Count == 0) return;
        await ShardTable.ReleaseAsync(connection, owner, free, ct);
        foreach (var shard in free) _held.Remove(shard);
        Log();
    }

    private async Task ClaimAsync(ShardSurvey survey, CancellationToken ct)
    {
        var wanted = survey.Shards.Where(shard => !shard.IsHeld).Take(survey.FairShare - _held.Count).ToList();
        if (wanted.Count == 0) return;
        foreach (var bookmark in await ShardTable.ClaimAsync(connection, owner, wanted, ct)) _held[bookmark.Shard] = new HeldShard(bookmark);
        Log();
    }

    private void Log() => logger.LogInformation(
        "This relay reads {Shards} of the outbox.", IsEmpty ? "no shard" : $"shard {string.Join(", ", _held.Keys.Order())}");
}
