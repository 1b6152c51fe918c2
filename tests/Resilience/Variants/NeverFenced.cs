using System.Reflection;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Variants;

/// <inheritdoc cref="Variant.NoFencing"/>
internal sealed class NeverFenced(IOutboxLog inner) : IOutboxLog
{
    private const string Epochs = "select shard, epoch from bookmark";

    public async Task<IOutboxReader> OpenAsync(CancellationToken ct) => new Reader(await inner.OpenAsync(ct));

    private sealed class Reader(IOutboxReader inner) : IOutboxReader
    {
        /// <summary>The session by which the product moves bookmarks, whose name tells who did it.</summary>
        private readonly NpgsqlConnection _connection = (NpgsqlConnection)inner.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Single(field => field.FieldType == typeof(NpgsqlConnection)).GetValue(inner)!;

        public Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct) => inner.ReadAsync(max, ct);

        public async Task KeepAsync(CancellationToken ct)
        {
            try
            {
                await inner.KeepAsync(ct);
            }
            catch (FencedOffException)
            {
                // It knows better.
            }
        }

        public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
        {
            try
            {
                await inner.AdvanceAsync(lastOfEachShard, ct);
            }
            catch (FencedOffException)
            {
                var epochs = await EpochsAsync();
                await BookmarkTable.SaveAsync(
                    _connection, [.. lastOfEachShard.Cast<PostgresOutboxEntry>().Select(entry => entry.Bookmark with { Epoch = epochs[entry.Bookmark.Shard] })], ct);
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private async Task<Dictionary<short, long>> EpochsAsync()
        {
            await using var command = new NpgsqlCommand(Epochs, _connection);
            await using var row = await command.ExecuteReaderAsync();
            var epochs = new Dictionary<short, long>();
            while (await row.ReadAsync()) epochs[row.GetInt16(0)] = row.GetInt64(1);
            return epochs;
        }
    }
}
