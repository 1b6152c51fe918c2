using System.Net;
using System.Net.Sockets;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class PostgresProcessLockTests(PostgresFixture postgres)
{
    private const string Holders = "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";

    [Fact, Enforces(10)]
    public async Task After_a_cut_in_the_network_a_process_takes_the_lock_from_its_own_session_that_the_server_still_keeps()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var network = new CutNetwork(new NpgsqlConnectionStringBuilder(connectionString).Port);
        await using var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = network.Port, Pooling = false });
        await using var processLock = new PostgresProcessLock(dataSource);
        await processLock.AcquireAsync(Some.Ct);
        await using var onlooker = NpgsqlDataSource.Create(connectionString);
        await using var holders = onlooker.CreateCommand(Holders);

        network.Cut();
        Assert.Equal(1L, await holders.ExecuteScalarAsync(Some.Ct));
        await processLock.AcquireAsync(Some.Ct);

        Assert.Equal(1L, await holders.ExecuteScalarAsync(Some.Ct));
    }

    /// <summary>Passes everything on. Cut, the client's connections break, and the server hears nothing of it.</summary>
    private sealed class CutNetwork : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<(TcpClient Client, TcpClient Server)> _open = [];
        private readonly int _server;
        private readonly Task _accepting;

        public CutNetwork(int server)
        {
            _server = server;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Cut()
        {
            lock (_open)
                foreach (var (client, _) in _open) client.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await Task.WhenAny(_accepting);
            Cut();
            lock (_open)
                foreach (var (_, server) in _open) server.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _server);
                lock (_open) _open.Add((client, server));
                _ = CopyAsync(client, server);
                _ = CopyAsync(server, client);
            }
        }

        private static async Task CopyAsync(TcpClient from, TcpClient to)
        {
            try
            {
                await from.GetStream().CopyToAsync(to.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut; the other side stays as it is.
            }
        }
    }
}
