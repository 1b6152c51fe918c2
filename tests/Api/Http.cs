using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CleanFiles.Api.Tests;

internal static class Http
{
    public const string Boundary = "----boundary-7f3a";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> UploadAsync(
        this HttpClient client, string text, string name = "note.txt", string? contentType = "text/plain") =>
        client.UploadAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), name, contentType);

    public static async Task<HttpResponseMessage> UploadAsync(
        this HttpClient client, HttpContent file, string name = "note.txt", string? contentType = "text/plain")
    {
        file.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var form = new MultipartFormDataContent { { file, "file", name } };
        return await client.PostAsync("/api/files", form, Cancelled);
    }

    /// <returns>The id of the file.</returns>
    public static async Task<Guid> UploadedAsync(
        this HttpClient client, string text, string name = "note.txt", string contentType = "text/plain") =>
        (await (await client.UploadAsync(text, name, contentType)).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();

    /// <summary>Posts a body as it stands, so that it may be wrong in any way.</summary>
    public static Task<HttpResponseMessage> UploadRawAsync(this HttpClient client, string body, string boundary = Boundary)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\r\n")));
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        return client.PostAsync("/api/files", content, Cancelled);
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        await (await client.GetAsync(path, Cancelled)).JsonAsync(HttpStatusCode.OK);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode == status, $"Expected {status}, not {answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>That the answer is problem details (RFC 9457) of this status.</summary>
    /// <returns>Its sentence.</returns>
    public static async Task<string> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status) =>
        (await answer.ProblemBodyAsync(status)).GetProperty("detail").GetString()!;

    public static async Task<JsonElement> ProblemBodyAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.JsonAsync(status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(body.GetProperty("title").GetString()));
        return body;
    }

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, Guid id, object body) =>
        client.PatchAsJsonAsync($"/api/files/{id}", body, Cancelled);

    public static Task<HttpResponseMessage> GetAsync(this HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, Cancelled);
    }
}
