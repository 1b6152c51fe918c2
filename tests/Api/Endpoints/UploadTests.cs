using System.Net;
using System.Security.Cryptography;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class UploadTests(Service service) : IClassFixture<Service>
{
    private const string B = Http.Boundary;

    private readonly string[] _before = service.ContentFiles;

    [Fact]
    public async Task An_upload_answers_201_with_what_is_known_of_the_file()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadAsync("hello", "Grüße 日本.txt", "text/plain; charset=utf-8");

        var file = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal($"/api/files/{file.GetProperty("id").GetGuid()}", answer.Headers.Location?.ToString());
        Assert.Equal("Grüße 日本.txt", file.GetProperty("name").GetString());
        Assert.Equal(5, file.GetProperty("size").GetInt64());
        Assert.Equal("text/plain; charset=utf-8", file.GetProperty("contentType").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello"u8)), file.GetProperty("sha256").GetString());
        Assert.Equal(DateTimeOffset.UtcNow, file.GetProperty("uploadedAt").GetDateTimeOffset(), TimeSpan.FromMinutes(5));
        Assert.Equal(1, file.GetProperty("version").GetInt64());
        Assert.Equal(7, file.EnumerateObject().Count());
    }

    [Fact, Enforces(32)]
    public async Task The_location_leads_to_the_file()
    {
        var client = await service.ClientAsync();
        var answer = await client.UploadAsync("hello");
        var file = await answer.JsonAsync(HttpStatusCode.Created);

        Assert.Equal(file.ToString(), (await client.GetJsonAsync(answer.Headers.Location!.ToString())).ToString());
    }

    [Fact]
    public async Task A_file_without_a_content_type_is_bytes()
    {
        var client = await service.ClientAsync();

        var file = await (await client.UploadAsync("hello", contentType: null)).JsonAsync(HttpStatusCode.Created);

        Assert.Equal("application/octet-stream", file.GetProperty("contentType").GetString());
    }

    [Theory]
    [InlineData("""filename="plain.txt" """, "plain.txt")]
    [InlineData("filename=token.txt", "token.txt")]
    [InlineData("""filename="the \"best\" one.txt" """, "the \"best\" one.txt")]
    [InlineData("""filename="Grüße 日本.txt" """, "Grüße 日本.txt")]
    [InlineData("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E6%97%A5.txt", "Grüße 日.txt")]
    [InlineData("""filename="fallback.txt"; filename*=UTF-8''r%C3%A9al.txt""", "réal.txt")]
    [InlineData("""filename="semi;colon.txt" """, "semi;colon.txt")]
    public async Task A_file_name_is_understood_in_every_form(string parameter, string name)
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; name="file"; {parameter}
            Content-Type: text/plain

            hello
            --{B}--

            """);

        Assert.Equal(name, (await answer.JsonAsync(HttpStatusCode.Created)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Bytes_that_look_like_a_boundary_are_content()
    {
        var client = await service.ClientAsync();
        var text = $"--{B[..8]}\r\n\r\n--{B}x\r\n--{B[..^1]}";

        var id = await client.UploadedAsync(text);

        Assert.Equal(text, await client.GetStringAsync($"/api/files/{id}/content", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_empty_file_is_refused_and_leaves_nothing()
    {
        var client = await service.ClientAsync();

        Assert.Equal(
            "The file is empty; choose one with content.", await (await client.UploadAsync("")).ProblemAsync(HttpStatusCode.BadRequest));
        await AssertNothingLeftAsync(client);
    }

    [Theory]
    [InlineData("../../etc/passwd", "The file name must not contain a path.")]
    [InlineData("..", "The file name must not contain a path.")]
    [InlineData("   ", "The file name must not be empty.")]
    [InlineData("a\tb", "The file name must not contain control characters.")]
    public async Task A_bad_name_is_refused_with_its_error(string name, string sentence)
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; name="file"; filename="{name}"

            hello
            --{B}--

            """);

        var problem = await answer.ProblemBodyAsync(HttpStatusCode.BadRequest);
        Assert.Equal(sentence, problem.GetProperty("errors").GetProperty("name")[0].GetString());
        Assert.Equal(sentence, problem.GetProperty("detail").GetString());
        await AssertNothingLeftAsync(client);
    }

    [Fact]
    public async Task A_bad_content_type_is_refused_with_its_error()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; name="file"; filename="a.txt"
            Content-Type: text/plain; name=é

            hello
            --{B}--

            """);

        var problem = await answer.ProblemBodyAsync(HttpStatusCode.BadRequest);
        Assert.Equal("The content type must look like text/plain.", problem.GetProperty("errors").GetProperty("contentType")[0].GetString());
    }

    [Theory]
    [InlineData("name=\"upload\"; filename=\"a.txt\"", "The body has a field 'upload'; send the file as the field 'file', and nothing else.")]
    [InlineData("filename=\"a.txt\"", "The body has a field ''; send the file as the field 'file', and nothing else.")]
    [InlineData("name=\"file\"", "The field 'file' has no file name; send it with one.")]
    [InlineData("name=\"file\"; filename=\"\"", "The field 'file' has no file name; send it with one.")]
    public async Task A_field_that_is_not_the_file_is_refused(string parameters, string sentence)
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; {parameters}

            hello
            --{B}--

            """);

        Assert.Equal(sentence, await answer.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_body_without_fields_is_refused()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"--{B}--\r\n");

        Assert.Equal("The body has no field; send the file as the field 'file'.", await answer.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("name=\"file\"; filename=\"b.txt\"")]
    [InlineData("name=\"comment\"")]
    public async Task Anything_after_the_file_is_refused_and_leaves_nothing(string parameters)
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; name="file"; filename="a.txt"

            hello
            --{B}
            Content-Disposition: form-data; {parameters}

            more
            --{B}--

            """);

        Assert.Equal("The body has more than one field; send one file a request.", await answer.ProblemAsync(HttpStatusCode.BadRequest));
        await AssertNothingLeftAsync(client);
    }

    [Fact]
    public async Task A_body_that_never_closes_is_refused_and_leaves_nothing()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"""
            --{B}
            Content-Disposition: form-data; name="file"; filename="a.txt"

            hello
            """);

        Assert.Equal(
            "The body is not the multipart/form-data that its content type says, or ends too early.",
            await answer.ProblemAsync(HttpStatusCode.BadRequest));
        await AssertNothingLeftAsync(client);
    }

    [Fact]
    public async Task Endless_part_headers_are_refused()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadRawAsync($"--{B}\r\nX-Long: {new string('x', 100_000)}\r\n\r\n");

        await answer.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhh")]
    public async Task A_boundary_must_have_1_to_70_characters(string boundary)
    {
        var client = await service.ClientAsync();

        Assert.Equal(
            "The content type must name a boundary of 1 to 70 characters.",
            await (await client.UploadRawAsync("x", boundary)).ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData(null)]
    public async Task Another_kind_of_body_is_refused_with_415(string? contentType)
    {
        var client = await service.ClientAsync();
        var body = new ByteArrayContent("{}"u8.ToArray());
        if (contentType is not null) body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await client.PostAsync("/api/files", body, TestContext.Current.CancellationToken);

        Assert.Equal(
            "The content type must be multipart/form-data with the file in it.",
            await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    [Fact]
    public async Task A_file_of_exactly_the_limit_is_taken()
    {
        var client = await service.ClientAsync();

        var file = await (await client.UploadAsync(new ByteArrayContent(new byte[Service.MaxBytes]))).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(Service.MaxBytes, file.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_with_413_and_leaves_nothing()
    {
        var client = await service.ClientAsync();

        var answer = await client.UploadAsync(new ByteArrayContent(new byte[Service.MaxBytes + 1]));

        Assert.Equal(
            $"The file is larger than the {Service.MaxBytes} bytes allowed (Content:MaxBytes).",
            await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
        await AssertNothingLeftAsync(client);
    }

    [Fact]
    public async Task A_body_far_above_the_limit_is_refused_before_it_is_sent()
    {
        var client = await service.ClientAsync();
        client.DefaultRequestHeaders.ExpectContinue = true;
        var unsent = new ByteArrayContent(new byte[2 * Service.MaxBytes]);

        var sentence = await (await client.UploadAsync(unsent)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal($"The file is larger than the {Service.MaxBytes} bytes allowed (Content:MaxBytes).", sentence);
    }

    [Fact]
    public async Task Uploads_at_once_do_not_mix()
    {
        var client = await service.ClientAsync();
        var texts = Enumerable.Range(0, 40).Select(i => string.Concat(Enumerable.Repeat($"{i:00};", 50_000))).ToList();

        var ids = await Task.WhenAll(texts.Select(text => client.UploadedAsync(text)));

        Assert.Equal(texts, await Task.WhenAll(ids.Select(id => client.GetStringAsync($"/api/files/{id}/content"))));
        Assert.Equal(ids.Length, (await client.GetJsonAsync("/api/files?limit=200")).GetProperty("items").GetArrayLength());
    }

    private async Task AssertNothingLeftAsync(HttpClient client)
    {
        var files = (await client.GetJsonAsync("/api/files")).GetProperty("items");
        Assert.Equal(0, files.GetArrayLength());
        Assert.Equal(_before, service.ContentFiles);
    }
}
