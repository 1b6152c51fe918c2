using System.Net.Sockets;
using System.Text;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>What a <see cref="SnsListener"/> does with a request.</summary>
internal sealed class WireAnswer(Func<TcpClient, Stream, CancellationToken, Task> send)
{
    public Task SendAsync(TcpClient client, Stream stream, CancellationToken ct) => send(client, stream, ct);

    public static WireAnswer Hang { get; } = new((_, _, ct) => Task.Delay(Timeout.Infinite, ct));

    /// <summary>Promises an answer and gives its first letters.</summary>
    public static WireAnswer HangWithin { get; } = new(async (_, stream, ct) =>
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<PublishBatchResponse>"u8.ToArray(), ct);
        await Task.Delay(Timeout.Infinite, ct);
    });

    public static WireAnswer Reset { get; } = new((client, _, _) =>
    {
        client.Client.LingerState = new LingerOption(true, 0);
        return Task.CompletedTask;
    });

    public static WireAnswer Of(int status, string body, string type = "text/xml") => new(async (_, stream, ct) =>
    {
        var octets = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status} Whatever\r\nContent-Type: {type}\r\nContent-Length: {octets.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. octets], ct);
    });

    /// <summary>As SNS writes it.</summary>
    public static WireAnswer Ok(string action, string result) => Of(
        200,
        $"<{action}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{action}Result>{result}</{action}Result>" +
        $"<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>");

    public static WireAnswer Error(int status, string type, string code, string message) => Of(
        status,
        $"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{type}</Type><Code>{code}</Code>" +
        $"<Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>");
}
