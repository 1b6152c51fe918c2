using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>An advisory lock of a session, which ends with the process if nothing else ends it.</summary>
internal sealed class PostgresTurns([FromKeyedServices(PostgresConnections.Unpooled)] NpgsqlDataSource dataSource) : ITurns
{
    public async Task<IAsyncDisposable?> TryTakeAsync(string name, CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            if (await AskAsync(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", name, ct)) return new Turn(connection, name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Turn(NpgsqlConnection connection, string name) : IAsyncDisposable
    {
        /// <summary>At once: a session in the pool would hold the lock until its next use.</summary>
        public async ValueTask DisposeAsync()
        {
            await using (connection) await AskAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", name, CancellationToken.None);
        }
    }
}
