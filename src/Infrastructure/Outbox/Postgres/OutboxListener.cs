using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>Wakes this process's relay when another process rings; while it cannot listen, the relay's own polling is the net.</summary>
internal sealed class OutboxListener(
    string connectionString, OutboxSignal signal, ShardsChanged changed, TimeProvider time, ILogger<OutboxListener> logger) : BackgroundService
{
    private static readonly TimeSpan Relisten = TimeSpan.FromSeconds(5);

    private readonly string _unpooled = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        ApplicationName = "outbox listener",
        KeepAlive = 30,
    }.ConnectionString;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogDebug(e, "Calls of other processes are not heard at the moment; the relay polls.");
                await Rest.ForAsync(Relisten, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_unpooled);
        connection.Notification += (_, call) => Hear(call.Payload);
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"listen \"{OutboxChannel.Name}\"", connection)) await listen.ExecuteNonQueryAsync(ct);
        Hear(OutboxChannel.Shards);
        while (true) await connection.WaitAsync(ct);
    }

    private void Hear(string call)
    {
        if (call == OutboxChannel.Shards) changed.Raise();
        signal.Raise();
    }
}

/// <summary>Raised when a relay came or went, or gave up a shard.</summary>
internal sealed class ShardsChanged : Signal;
