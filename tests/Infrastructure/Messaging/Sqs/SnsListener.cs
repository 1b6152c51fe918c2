using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>A request as it came over the wire; the names of headers are in lower case.</summary>
internal sealed record WireRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The fields of the form, decoded, in the order in which they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Form { get; } =
        [.. Body.Split('&').Select(field => field.Split('=')).Select(pair => KeyValuePair.Create(pair[0], WebUtility.UrlDecode(pair[1])))];

    public string? this[string field] => Form.FirstOrDefault(pair => pair.Key == field).Value;
}

/// <summary>In place of SNS: it answers each request with the next of its answers, with the last one for ever, and keeps what came.</summary>
internal sealed class SnsListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<WireRequest> _requests = [];
    private readonly WireAnswer[] _answers;
    private readonly Task _running;

    public SnsListener(params WireAnswer[] answers)
    {
        _answers = answers;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public IReadOnlyCollection<WireRequest> Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true) conversations.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                WireAnswer answer;
                lock (_answers)
                {
                    answer = _answers[Math.Min(_requests.Count, _answers.Length - 1)];
                    _requests.Enqueue(request);
                }
                await answer.SendAsync(client, stream, _end.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private async Task<WireRequest> ReadAsync(NetworkStream stream)
    {
        // Latin 1 keeps every octet, so lengths stay right whatever the body holds.
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var start = (await reader.ReadLineAsync(_end.Token) ?? throw new EndOfStreamException()).Split(' ');
        var headers = new Dictionary<string, string>();
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
        var body = new char[int.Parse(headers["content-length"], null)];
        await reader.ReadBlockAsync(body, _end.Token);
        return new WireRequest(start[0], start[1], headers, new string(body));
    }
}
