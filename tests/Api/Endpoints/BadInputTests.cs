using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Endpoints;

/// <summary>
/// Requests that are wrong in every way, sent byte by byte (each character of a text below is one byte): each gets one clear answer,
/// and changes nothing.
/// </summary>
public sealed class BadInputTests(Service service) : IClassFixture<Service>
{
    private const string B = Http.Boundary;
    private const string NotUtf8 = "The file name is not UTF-8, or has lost characters before (U+FFFD); send it in UTF-8.";
    private const string Path = "The file name must not contain a path.";
    private const string Control = "The file name must not contain control characters.";
    private const string Unicode = "The file name must be valid Unicode text.";
    private const string Broken = "The body is not the multipart/form-data that its content type says, or ends too early.";
    private const string Json = "The body is not the JSON expected here; look at line 1, at name.";

    private static readonly string TooLong = "The file name must not be longer than 255 characters.";
    private static readonly string TooLarge = $"The file is larger than the {Service.MaxBytes} bytes allowed (Content:MaxBytes).";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What is wrong, the request line and headers of its own, the body, the status and the sentence.</summary>
    public static TheoryData<string, string, string, int, string> Requests => new()
    {
        { "no field", "POST /api/files", $"--{B}--\r\n", 400, "The body has no field; send the file as the field 'file'." },
        { "another field", "POST /api/files", Part("name=\"upload\"; filename=\"a\""), 400, "The body has a field 'upload'; send the file as the field 'file', and nothing else." },
        { "a field after the file", "POST /api/files", Part(File("a"), more: Section("name=\"note\"")), 400, "The body has more than one field; send one file a request." },
        { "two files", "POST /api/files", Part(File("a"), more: Section(File("b"))), 400, "The body has more than one field; send one file a request." },
        { "an empty file", "POST /api/files", Part(File("a"), content: ""), 400, "The file is empty; choose one with content." },
        { "no file name", "POST /api/files", Part("name=\"file\""), 400, "The field 'file' has no file name; send it with one." },
        { "a path", "POST /api/files", Part(File("../../etc/passwd")), 400, Path },
        { "a path of Windows", "POST /api/files", Part(File(@"C:\\autoexec.bat")), 400, Path },
        { "a path in the extended form", "POST /api/files", Part("name=\"file\"; filename*=UTF-8''a%2Fb"), 400, Path },
        { "a folder", "POST /api/files", Part(File("..")), 400, Path },
        { "a control character", "POST /api/files", Part(File("a\u0001b")), 400, Control },
        { "a zero character", "POST /api/files", Part(File("a\0b")), 400, Control },
        { "a zero character in the extended form", "POST /api/files", Part("name=\"file\"; filename*=UTF-8''a%00b"), 400, Control },
        { "half a surrogate pair", "POST /api/files", Part(File("a\u00ed\u00a0\u0080b")), 400, NotUtf8 },
        { "half a surrogate pair in the extended form", "POST /api/files", Part("name=\"file\"; filename*=UTF-8''a%ED%A0%80b"), 400, NotUtf8 },
        { "Latin-1", "POST /api/files", Part(File("caf\u00e9.txt")), 400, NotUtf8 },
        { "bytes that are no UTF-8 in the extended form", "POST /api/files", Part("name=\"file\"; filename*=UTF-8''%FF"), 400, NotUtf8 },
        { "256 characters", "POST /api/files", Part(File(new string('x', 256))), 400, TooLong },
        { "a body that ends too early", "POST /api/files", Part(File("a"))[..^8], 400, Broken },
        { "a content length that is too short", "POST /api/files\r\nContent-Length: 120", Part(File("a"), content: new string('x', 200)), 400, Broken },
        { "a content length above the limit", "POST /api/files\r\nContent-Length: 99999999999", "", 413, TooLarge },
        { "chunks above the limit", "POST /api/files\r\nTransfer-Encoding: chunked", Chunked(Part(File("a"), content: new string('x', (int)Service.MaxBytes + 1))), 413, TooLarge },
        { "no token", "POST /api/files\r\nAuthorization:", Part(File("a")), 401, "Send a valid token in the header Authorization: Bearer <token>." },
        { "a bad token", "POST /api/files\r\nAuthorization: Bearer nonsense", Part(File("a")), 401, "Send a valid token in the header Authorization: Bearer <token>." },
        { "another kind of body", "POST /api/files\r\nContent-Type: text/plain", "hello", 415, "The content type must be multipart/form-data with the file in it." },
        { "a bad limit", "GET /api/files?limit=0", "", 400, "The limit must be from 1 to 200." },
        { "a limit that is no number", "GET /api/files?limit=1e1", "", 400, "limit is '1e1'; /openapi/v1.json says what it can be." },
        { "a bad cursor", "GET /api/files?cursor=%ff", "", 400, "The cursor must be the 'next' of a page that this list returned." },
        { "a bad limit of notifications", "GET /api/notifications?limit=201", "", 400, "The limit must be from 1 to 200." },
        { "a bad limit of a history", "GET {file}/history?limit=201", "", 400, "The limit must be from 1 to 200." },
        { "a bad cursor of a history", "GET {file}/history?cursor=-1", "", 400, "The cursor must be the 'next' of a page that this list returned." },
        { "a zero character in a search", "GET /api/search?q=a%00b", "", 400, "The query (q) must not contain control characters." },
        { "no search", "GET /api/search?q=", "", 400, "The query (q) must not be empty." },
        { "an unknown field", "PATCH {file}", """{"name":"a","owner":"mallory"}""", 400, "The body has a field 'owner' that is not known here; /openapi/v1.json lists them." },
        { "a misspelt field", "PATCH {file}", """{"nmae":"a"}""", 400, "The body has a field 'nmae' that is not known here; /openapi/v1.json lists them." },
        { "a field twice", "PATCH {file}", """{"name":"a","name":"b"}""", 400, "The body has a field 'name' twice." },
        { "a field twice in two spellings", "PATCH {file}", """{"name":"a","NAME":"b"}""", 400, "The body has a field 'name' twice." },
        { "JSON with Latin-1", "PATCH {file}", "{\"name\":\"caf\u00e9\"}", 400, Json },
        { "JSON with half a surrogate pair", "PATCH {file}", "{\"name\":\"\u00ed\u00a0\u0080\"}", 400, Json },
        { "JSON with half an escaped surrogate pair", "PATCH {file}", """{"name":"\ud800"}""", 400, Json },
        { "JSON with an escaped zero character", "PATCH {file}", """{"name":"a\u0000b"}""", 400, Control },
        { "JSON with 256 characters", "PATCH {file}", $$"""{"name":"{{new string('x', 256)}}"}""", 400, TooLong },
        { "JSON with a path", "PATCH {file}", """{"name":"a/b"}""", 400, Path },
        { "JSON that ends too early", "PATCH {file}", """{"name":"a""", 400, Json },
    };

    [Theory, Enforces(33)]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Bad_input_gets_a_clear_answer_and_changes_nothing(string what, string head, string body, int status, string sentence)
    {
        var client = await service.ClientAsync();
        var kept = await client.UploadedAsync("hello", "kept.txt");
        var before = service.ContentFiles;

        var (answered, problem) = await SendAsync(client, head.Replace("{file}", $"/api/files/{kept}", StringComparison.Ordinal), body);

        Assert.True(answered == status, $"{what} was answered with {answered}: {problem}");
        Assert.Equal(sentence, JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString());
        await AssertNothingChangedAsync(client, kept, before);
    }

    [Theory]
    [InlineData("POST /api/files\r\nContent-Length: many")]
    [InlineData("POST /api/files\r\nContent-Length: -1")]
    [InlineData("POST /api/files\r\nContent-Length: 5\r\nContent-Length: 6")]
    [InlineData("POST /api/files\r\nBad Header: x")]
    public async Task What_is_no_http_is_refused_before_it_gets_here(string head)
    {
        var client = await service.ClientAsync();
        var kept = await client.UploadedAsync("hello", "kept.txt");
        var before = service.ContentFiles;

        Assert.Equal(400, (await SendAsync(client, head, Part(File("a")))).Status);

        await AssertNothingChangedAsync(client, kept, before);
    }

    [Fact]
    public async Task A_client_that_promises_more_than_it_sends_and_hangs_up_leaves_nothing()
    {
        var client = await service.ClientAsync();
        var kept = await client.UploadedAsync("hello", "kept.txt");
        var before = service.ContentFiles;

        using (var socket = await ConnectAsync(client))
            await socket.GetStream().WriteAsync(Request(client, "POST /api/files\r\nContent-Length: 100000", Part(File("a"))), Cancelled);

        await AssertNothingChangedAsync(client, kept, before);
    }

    private async Task AssertNothingChangedAsync(HttpClient client, Guid kept, string[] before)
    {
        await Eventually.IsTrueAsync(() => before.SequenceEqual(service.ContentFiles), "no content and no temporary file was left");
        var file = Assert.Single((await client.GetJsonAsync("/api/files")).GetProperty("items").EnumerateArray());
        Assert.Equal((kept, "kept.txt", 1), (file.GetProperty("id").GetGuid(), file.GetProperty("name").GetString(), file.GetProperty("version").GetInt32()));
    }

    private static string File(string name) => $"name=\"file\"; filename=\"{name}\"";

    private static string Section(string disposition, string content = "hello") =>
        $"--{B}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n";

    private static string Part(string disposition, string content = "hello", string more = "") => $"{Section(disposition, content)}{more}--{B}--\r\n";

    private static string Chunked(string body) => $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n";

    private static async Task<TcpClient> ConnectAsync(HttpClient client)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, Cancelled);
        return socket;
    }

    /// <summary>What the request does not say itself is filled in as it should be.</summary>
    private static byte[] Request(HttpClient client, string head, string body)
    {
        var lines = head.Split("\r\n");
        var given = lines.Skip(1).Select(line => line.Split(':')[0]).ToHashSet();
        var type = lines[0].StartsWith("PATCH", StringComparison.Ordinal) ? "application/json" : $"multipart/form-data; boundary={B}";
        (string Name, string Value)[] usual =
        [
            ("Host", client.BaseAddress!.Authority), ("Connection", "close"), ("Authorization", $"{client.DefaultRequestHeaders.Authorization}"),
            ("Content-Type", type), ("Content-Length", $"{body.Length}"),
        ];
        var missing = usual.Where(header => !given.Contains(header.Name) && !(header.Name == "Content-Length" && given.Contains("Transfer-Encoding")));
        string[] all = [$"{lines[0]} HTTP/1.1", .. lines.Skip(1), .. missing.Select(header => $"{header.Name}: {header.Value}"), "", body];
        return Encoding.Latin1.GetBytes(string.Join("\r\n", all));
    }

    private static async Task<(int Status, string Body)> SendAsync(HttpClient client, string head, string body)
    {
        using var socket = await ConnectAsync(client);
        var stream = socket.GetStream();
        var sending = stream.WriteAsync(Request(client, head, body), Cancelled);
        var answer = new StringBuilder();
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            while (await reader.ReadLineAsync(Cancelled) is { } line) answer.AppendLine(line);
            await sending;
        }
        catch (IOException) when (answer.Length > 0)
        {
            // It was answered and closed while the rest of the request was still on its way.
        }

        var parts = answer.ToString().ReplaceLineEndings("\n").Split("\n\n", 2);
        return (int.Parse(parts[0].Split(' ')[1]), Unchunk(parts[1]));
    }

    private static string Unchunk(string body) => body.IndexOf('{') is var begin and >= 0 ? body[begin..(body.LastIndexOf('}') + 1)] : "";
}
