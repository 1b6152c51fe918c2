using System.Net;
using System.Text.Json;

namespace CleanFiles.Api.Tests.OpenApi;

public sealed class OpenApiTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_is_described_with_a_summary_and_its_answers()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

        var described = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}: {Answers(operation.Value)}"));

        Assert.Equal(
            [
                "delete /api/files/{id}: 204 401 404 409",
                "get /api/files/{id}/content: 200 206 304 401 404 416",
                "get /api/files/{id}/history: 200 400 401",
                "get /api/files/{id}: 200 401 404",
                "get /api/files: 200 400 401",
                "get /api/notifications: 200 400 401",
                "get /api/search: 200 400 401",
                "get /health/live: 200",
                "get /health/ready: 200 503",
                "head /api/files/{id}/content: 200 206 304 401 404 416",
                "patch /api/files/{id}: 200 400 401 404 409 415",
                "post /api/files: 201 400 401 413 415 507",
                "post /dev/token: 200 400",
            ],
            described.Order(StringComparer.Ordinal));
        Assert.All(
            paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.NotEqual("", operation.Value.GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task An_upload_is_described_as_a_form_with_one_file()
    {
        var upload = (await DocumentAsync()).GetProperty("paths").GetProperty("/api/files").GetProperty("post");
        var body = upload.GetProperty("requestBody");

        var schema = body.GetProperty("content").GetProperty("multipart/form-data").GetProperty("schema");
        Assert.True(body.GetProperty("required").GetBoolean());
        Assert.Equal("file", schema.GetProperty("required")[0].GetString());
        Assert.Equal("binary", schema.GetProperty("properties").GetProperty("file").GetProperty("format").GetString());
    }

    [Fact]
    public async Task What_needs_a_token_says_so_and_nothing_else_does()
    {
        var document = await DocumentAsync();

        var bearer = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");
        Assert.Equal("http", bearer.GetProperty("type").GetString());
        Assert.All(
            document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject(), (path, method) => (path, method)),
            operation => Assert.Equal(
                operation.path.Name.StartsWith("/api/", StringComparison.Ordinal), operation.method.Value.TryGetProperty("security", out _)));
    }

    [Fact]
    public async Task In_development_the_root_leads_to_a_page_to_try_it()
    {
        var page = await service.CreateClient().GetAsync("/", Cancelled);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("/scalar", page.RequestMessage?.RequestUri?.AbsolutePath, StringComparison.Ordinal);
    }

    private async Task<JsonElement> DocumentAsync() => await service.CreateClient().GetJsonAsync("/openapi/v1.json");

    private static string Answers(JsonElement operation) =>
        string.Join(' ', operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).Order(StringComparer.Ordinal));
}
