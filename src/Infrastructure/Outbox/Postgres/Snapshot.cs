namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>Which transactions were over at one moment.</summary>
/// <param name="Text">A pg_snapshot: <c>xmin:xmax:those still running</c>.</param>
/// <param name="Head">About the highest position then. Only a hint that saves time: reading is complete for any value.</param>
internal readonly record struct Snapshot(string Text, long Head);
