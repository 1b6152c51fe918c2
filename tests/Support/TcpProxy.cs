using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CleanFiles.Support;

public enum ProxyFault
{
    None,

    /// <summary>Requests arrive, and instead of their answers the connection is reset.</summary>
    LoseAnswers,

    /// <summary>Whatever is sent arrives up to a third of a second late.</summary>
    Delay,

    /// <summary>Instead of the server the proxy answers: 503 (RFC 9110, section 15.6.4).</summary>
    Throttle,
}

/// <summary>Stands in front of a server of this machine and can take it away: while it is broken, connections are reset and refused.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int LongestDelayMilliseconds = 333;

    private static readonly byte[] Busy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly IPEndPoint _server;
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly int _port;
    private TcpListener _listener;
    private Task _accepting;

    public TcpProxy(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        (_listener, _accepting) = Listen(0);
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>What happens to what passes from now on; the server is to speak HTTP, one request of a connection at a time.</summary>
    public ProxyFault Fault { get; set; }

    public async Task BreakAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _open.Keys) Reset(socket);
    }

    public void Mend() => (_listener, _accepting) = Listen(_port);

    public async ValueTask DisposeAsync() => await BreakAsync();

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private (TcpListener, Task) Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return (listener, AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptSocketAsync();
                _open[client] = true;
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(_server);
            _open[server] = true;
            await Task.WhenAll(CopyAsync(client, server, AskedAsync), CopyAsync(server, client, AnsweredAsync));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone, and so the other one goes.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    /// <param name="spoil">What is done to each part before it is passed on.</param>
    private static async Task CopyAsync(Socket from, Socket to, Func<Socket, Task> spoil)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count && count > 0)
            {
                await spoil(from);
                await to.SendAsync(buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // It was spoilt: both sides are to notice at once, also the one that still waits.
            Reset(from);
            Reset(to);
        }
    }

    private async Task AskedAsync(Socket client)
    {
        await DelayAsync();
        if (Fault != ProxyFault.Throttle) return;
        await client.SendAsync(Busy);
        client.Shutdown(SocketShutdown.Send);
        // Until the client has read it: a connection that is closed with something unread is reset.
        var rest = new byte[64 * 1024];
        while (await client.ReceiveAsync(rest) > 0)
        {
        }

        throw new IOException("The request was answered here.");
    }

    private async Task AnsweredAsync(Socket server)
    {
        await DelayAsync();
        if (Fault == ProxyFault.LoseAnswers) throw new IOException("The answer was lost.");
    }

    private Task DelayAsync() => Fault == ProxyFault.Delay ? Task.Delay(Random.Shared.Next(LongestDelayMilliseconds)) : Task.CompletedTask;
}
