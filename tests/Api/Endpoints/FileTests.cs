using System.Net;
using System.Text;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class FileTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_listed_newest_first_and_page_by_page()
    {
        var client = await service.ClientAsync();
        for (var i = 1; i <= 5; i++) await client.UploadedAsync("x", $"{i}.txt");

        var names = new List<string?>();
        string? next = null;
        do
        {
            var page = await client.GetJsonAsync($"/api/files?limit=2{(next is null ? "" : $"&cursor={next}")}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(file => file.GetProperty("name").GetString()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(["5.txt", "4.txt", "3.txt", "2.txt", "1.txt"], names);
    }

    [Fact]
    public async Task Without_files_the_list_is_empty()
    {
        var client = await service.ClientAsync();

        Assert.Equal("""{"items":[],"next":null}""", await client.GetStringAsync("/api/files", Cancelled));
    }

    [Theory]
    [InlineData("limit=0", "limit", "The limit must be from 1 to 200.")]
    [InlineData("limit=201", "limit", "The limit must be from 1 to 200.")]
    [InlineData("cursor=nonsense", "cursor", "The cursor must be the 'next' of a page that this list returned.")]
    [InlineData("cursor=", "cursor", "The cursor must be the 'next' of a page that this list returned.")]
    public async Task A_bad_page_is_refused_with_its_error(string query, string parameter, string sentence)
    {
        var client = await service.ClientAsync();

        var problem = await (await client.GetAsync($"/api/files?{query}", Cancelled)).ProblemBodyAsync(HttpStatusCode.BadRequest);

        Assert.Equal(sentence, problem.GetProperty("errors").GetProperty(parameter)[0].GetString());
    }

    [Fact]
    public async Task A_limit_that_is_no_number_is_refused()
    {
        var client = await service.ClientAsync();

        Assert.Equal(
            "limit is 'ten'; /openapi/v1.json says what it can be.",
            await (await client.GetAsync("/api/files?limit=ten", Cancelled)).ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task The_longest_names_fit_into_the_smallest_envelope_that_can_be_set()
    {
        var client = await service.ClientAsync(Uri.EscapeDataString(new string('☃', 255)));
        var id = await client.UploadedAsync("x", new string('☃', 255), $"text/plain; a=\"{new string('<', 239)}\"");

        await (await client.PatchAsync(id, new { name = new string('☂', 255) })).JsonAsync(HttpStatusCode.OK);
    }

    [Fact, Enforces(32)]
    public async Task A_renamed_file_has_the_new_name_and_the_next_version()
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x", "old.txt");

        var renamed = await (await client.PatchAsync(id, new { name = "new.txt" })).JsonAsync(HttpStatusCode.OK);

        Assert.Equal("new.txt", renamed.GetProperty("name").GetString());
        Assert.Equal(2, renamed.GetProperty("version").GetInt64());
        Assert.Equal(renamed.ToString(), (await client.GetJsonAsync($"/api/files/{id}")).ToString());
    }

    [Theory]
    [InlineData("""{"name":""}""", "The file name must not be empty.")]
    [InlineData("""{"name":null}""", "The file name must not be empty.")]
    [InlineData("{}", "The file name must not be empty.")]
    [InlineData("""{"name":"a/b"}""", "The file name must not contain a path.")]
    public async Task A_bad_new_name_is_refused_with_its_error(string json, string sentence)
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x");

        var problem = await (await PatchAsync(client, id, json)).ProblemBodyAsync(HttpStatusCode.BadRequest);

        Assert.Equal(sentence, problem.GetProperty("errors").GetProperty("name")[0].GetString());
    }

    [Theory]
    [InlineData("{", "The body is not the JSON expected here; look at line 1.")]
    [InlineData("{\n\"name\": 5}", "The body is not the JSON expected here; look at line 2, at name.")]
    [InlineData("[]", "The body is not the JSON expected here; look at line 1.")]
    [InlineData("", "The request lacks something that it must have; /openapi/v1.json says what.")]
    [InlineData("null", "The request lacks something that it must have; /openapi/v1.json says what.")]
    public async Task Unreadable_json_is_refused(string json, string sentence)
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x");

        Assert.Equal(sentence, await (await PatchAsync(client, id, json)).ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data")]
    public async Task A_new_name_must_come_as_json(string contentType)
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x");

        Assert.StartsWith(
            $"The content type '{contentType}",
            await (await PatchAsync(client, id, "{}", contentType)).ProblemAsync(HttpStatusCode.UnsupportedMediaType),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.OK)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.OK)]
    [InlineData("application/json; charset=foo", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    public async Task Json_is_utf_8_however_that_is_spelled(string contentType, HttpStatusCode expected)
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x");
        using var body = new ByteArrayContent("""{"name":"new.txt"}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await client.PatchAsync($"/api/files/{id}", body, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_larger_than_any_name_is_refused_with_413()
    {
        var client = await service.ClientAsync();
        client.DefaultRequestHeaders.ExpectContinue = true;

        var answer = await PatchAsync(client, Guid.NewGuid(), $$"""{"name":"{{new string('x', 100_000)}}"}""");

        Assert.Equal(
            "The request is too large; 65536 bytes are allowed here.", await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_deleting_it_again_finds_nothing()
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x");

        var first = await client.DeleteAsync($"/api/files/{id}", Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("", await first.Content.ReadAsStringAsync(Cancelled));
        await AssertNotFoundAsync(client, id);
    }

    [Fact]
    public async Task A_file_that_never_was_is_not_found() => await AssertNotFoundAsync(await service.ClientAsync(), Guid.NewGuid());

    [Fact, Enforces(12, 33)]
    public async Task Somebody_elses_file_looks_as_if_it_never_was()
    {
        var alice = await service.ClientAsync();
        var id = await alice.UploadedAsync("secret");

        var mallory = await service.ClientAsync();

        await AssertNotFoundAsync(mallory, id);
        Assert.Equal(0, (await mallory.GetJsonAsync("/api/files")).GetProperty("items").GetArrayLength());
        Assert.Equal("secret", await alice.GetStringAsync($"/api/files/{id}/content", Cancelled));
    }

    private static async Task AssertNotFoundAsync(HttpClient client, Guid id)
    {
        HttpResponseMessage[] answers =
        [
            await client.GetAsync($"/api/files/{id}", Cancelled),
            await client.GetAsync($"/api/files/{id}/content", Cancelled),
            await client.PatchAsync(id, new { name = "a.txt" }),
            await client.DeleteAsync($"/api/files/{id}", Cancelled),
        ];
        foreach (var answer in answers) Assert.Equal($"There is no file {id}.", await answer.ProblemAsync(HttpStatusCode.NotFound));
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, Guid id, string body, string contentType = "application/json") =>
        client.PatchAsync($"/api/files/{id}", new StringContent(body, Encoding.UTF8, contentType), Cancelled);
}
