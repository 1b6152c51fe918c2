namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>What one relay sees of all shards and of the other relays at one moment.</summary>
/// <param name="Relays">How many live, this one included.</param>
/// <param name="Before">How many of them are older: a rank on which all agree.</param>
internal sealed record ShardSurvey(IReadOnlyList<ShardState> Shards, int Relays, int Before)
{
    /// <summary>This relay's part of the shards; the parts of all relays add up to all shards, and no two differ by more than one.</summary>
    public int FairShare => (Shards.Count / Relays) + (Before < Shards.Count % Relays ? 1 : 0);
}

/// <param name="IsHeld">Its owner lives.</param>
internal sealed record ShardState(short Shard, long Epoch, bool IsHeld);
