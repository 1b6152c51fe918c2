using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>An advisory lock for the in-memory bus: the consumers of a second process would see nothing of what this one relays (ADR 0010).</summary>
internal sealed class PostgresProcessLock([FromKeyedServices(PostgresConnections.Unpooled)] NpgsqlDataSource dataSource) : IProcessLock, IAsyncDisposable
{
    public const long Key = 0x636c65616e627573; // "cleanbus"

    private const string Name = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()";

    private const string EndGhost = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid = $1 and backend_start = $2";

    /// <summary>For a predecessor that is just stopping, or whose machine is gone, until the server has noticed it.</summary>
    private static readonly TimeSpan Patience = SessionLimits.Gone + TimeSpan.FromSeconds(6);

    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlConnection? _connection;
    private (int Process, DateTime Since)? _session;

    /// <summary>
    /// Only the first time it waits for others. Who has lost it may find it held by its own last session, when the network was cut and
    /// the server does not know yet; it ends that one, and waits for nobody.
    /// </summary>
    public async Task AcquireAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is not null && await IsAliveAsync(_connection, ct)) return;
            await TakeAsync(ct);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TakeAsync(CancellationToken ct)
    {
        await DisposeAsync();
        _connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            if (_session is { } ghost) await EndAsync(_connection, ghost, ct);
            await LockAsync(_connection, _session is null ? Patience : TimeSpan.FromMilliseconds(1), ct);
            _session = await SessionAsync(_connection, ct);
        }
        catch (Exception e)
        {
            // A connection that lives without the lock would pass for holding it.
            await DisposeAsync();
            if (e is not PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }) throw;
            throw new SettingsException([
                "Another process runs Relay and Consumers on this database; with Messaging:Transport=InMemory stop it, or set Roles to Api here."]);
        }
    }

    private static async Task EndAsync(NpgsqlConnection connection, (int Process, DateTime Since) ghost, CancellationToken ct)
    {
        await using var end = new NpgsqlCommand(EndGhost, connection) { Parameters = { new() { Value = ghost.Process }, new() { Value = ghost.Since } } };
        await end.ExecuteNonQueryAsync(ct);
    }

    private static async Task LockAsync(NpgsqlConnection connection, TimeSpan patience, CancellationToken ct)
    {
        await using var take = new NpgsqlCommand(
            $"set lock_timeout = {patience.TotalMilliseconds}; select pg_advisory_lock({Key}); set lock_timeout = 0", connection)
        {
            CommandTimeout = 2 * (int)Patience.TotalSeconds,
        };
        await take.ExecuteNonQueryAsync(ct);
    }

    private static async Task<(int Process, DateTime Since)> SessionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var name = new NpgsqlCommand(Name, connection);
        await using var row = await name.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt32(0), row.GetDateTime(1));
    }

    private static async Task<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            return await command.ExecuteScalarAsync(ct) is 1;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }
}
