using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Outbox.Sqlite;

internal sealed class SqliteOutboxStatus(string connectionString) : IOutboxStatus
{
    private const string Read = """
        select b.position, count(o.occurred_at), min(o.occurred_at)
        from bookmark b left join (
            select occurred_at from outbox where position > (select position from bookmark) order by position limit $max) o
        group by b.position
        """;

    public async Task<IReadOnlyList<ShardStatus>> ReadAsync(CancellationToken ct)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new SqliteCommand(Read, connection);
        command.Parameters.AddWithValue("$max", IOutboxStatus.MaxCounted + 1);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var position = row.GetInt64(0).ToString(CultureInfo.InvariantCulture);
        return [new ShardStatus(0, position, row.GetInt64(1), row.IsDBNull(2) ? null : row.GetDateTimeOffset(2), null, null)];
    }
}
