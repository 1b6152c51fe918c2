using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>An advisory lock for the in-memory bus: the consumers of a second process would see nothing of what this one relays (ADR 0010).</summary>
internal sealed class PostgresProcessLock([FromKeyedServices(PostgresConnections.Unpooled)] NpgsqlDataSource dataSource) : IProcessLock, IAsyncDisposable
{
    public const long Key = 0x636c65616e627573; // "cleanbus"

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlConnection? _connection;
    private bool _wasHeld;

    /// <summary>The first time it waits a little, for a predecessor that is just stopping; who has lost it waits for nobody.</summary>
    public async Task AcquireAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is not null && await IsAliveAsync(_connection, ct)) return;
            await TakeAsync(_wasHeld ? TimeSpan.FromMilliseconds(1) : Patience, ct);
            _wasHeld = true;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TakeAsync(TimeSpan patience, CancellationToken ct)
    {
        await DisposeAsync();
        _connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(
                $"set lock_timeout = {patience.TotalMilliseconds}; select pg_advisory_lock({Key}); set lock_timeout = 0", _connection);
            await command.ExecuteNonQueryAsync(ct);
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
