using System.Net;
using System.Net.Sockets;
using System.Text;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Endpoints;

/// <summary>What only shows while an upload is under way.</summary>
public sealed class StreamingTests(Service service) : IClassFixture<Service>
{
    private const int Half = 8 * 1024 * 1024;

    private static readonly byte[] Head = Encoding.ASCII.GetBytes(
        $"--{Http.Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.bin\"\r\n\r\n");

    private static readonly byte[] Tail = Encoding.ASCII.GetBytes($"\r\n--{Http.Boundary}--\r\n");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_reach_the_disk_while_the_request_is_still_being_sent()
    {
        var client = await service.ClientAsync();
        var halfway = new TaskCompletionSource();
        using var body = new SlowBody(async stream =>
        {
            await stream.WriteAsync(Head, Cancelled);
            await stream.WriteAsync(new byte[Half], Cancelled);
            await stream.FlushAsync(Cancelled);
            await HalfIsStoredAsync();
            halfway.SetResult();
            await stream.WriteAsync(new byte[Half], Cancelled);
            await stream.WriteAsync(Tail, Cancelled);
        });

        var answer = await client.PostAsync("/api/files", body, Cancelled);

        Assert.True(halfway.Task.IsCompletedSuccessfully);
        Assert.Equal(2 * Half, (await answer.JsonAsync(HttpStatusCode.Created)).GetProperty("size").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_hangs_up_half_way_leaves_nothing(bool abruptly)
    {
        var client = await service.ClientAsync();
        var before = service.ContentFiles;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, Cancelled);
            var stream = socket.GetStream();
            await stream.WriteAsync(RequestHead(client), Cancelled);
            await stream.WriteAsync(Head, Cancelled);
            await stream.WriteAsync(new byte[Half], Cancelled);
            await HalfIsStoredAsync();
            if (abruptly) socket.LingerState = new LingerOption(true, 0);
        }

        await Eventually.IsTrueAsync(() => before.SequenceEqual(service.ContentFiles), "the half of the file was removed");
        Assert.Equal(0, (await client.GetJsonAsync("/api/files")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Reading_goes_on_when_the_file_is_deleted_meanwhile()
    {
        var client = await service.ClientAsync();
        var text = new string('x', Half);
        var id = await client.UploadedAsync(text);
        using var answer = await client.GetAsync($"/api/files/{id}/content", HttpCompletionOption.ResponseHeadersRead, Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/files/{id}", Cancelled)).StatusCode);

        Assert.Equal(text, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private Task HalfIsStoredAsync() => Eventually.IsTrueAsync(
        () => service.ContentFiles.Any(path => path.EndsWith(".tmp", StringComparison.Ordinal) && new FileInfo(path).Length > Half / 2),
        "half of the file was on the disk while the rest was not yet sent");

    private static byte[] RequestHead(HttpClient client) => Encoding.ASCII.GetBytes(
        $"POST /api/files HTTP/1.1\r\nHost: {client.BaseAddress!.Authority}\r\n"
        + $"Authorization: {client.DefaultRequestHeaders.Authorization}\r\n"
        + $"Content-Type: multipart/form-data; boundary={Http.Boundary}\r\nContent-Length: {2 * Half}\r\n\r\n");

    private sealed class SlowBody : HttpContent
    {
        private readonly Func<Stream, Task> _write;

        public SlowBody(Func<Stream, Task> write)
        {
            _write = write;
            Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={Http.Boundary}");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
