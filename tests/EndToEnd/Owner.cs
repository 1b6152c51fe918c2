using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CleanFiles.EndToEnd;

/// <summary>A person with a token, as the service sees one.</summary>
internal sealed class Owner(HttpClient http)
{
    public static Task<Owner> SignInAsync(Uri service, string name) => SignInAsync(new HttpClient { BaseAddress = service }, name);

    public static async Task<Owner> SignInAsync(HttpClient http, string name)
    {
        var answer = await http.PostAsync($"/dev/token?owner={name}", content: null);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Owner(http);
    }

    public async Task<Guid> UploadAsync(string name, string text)
    {
        var answer = await TryUploadAsync(name, text);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    public async Task<HttpResponseMessage> TryUploadAsync(string name, string text)
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new("text/plain") } };
        return await TryUploadAsync(file, name);
    }

    public async Task<HttpResponseMessage> TryUploadAsync(HttpContent file, string name = "some.txt")
    {
        using var form = new MultipartFormDataContent { { file, "file", name } };
        return await http.PostAsync("/api/files", form);
    }

    public async Task RenameAsync(Guid id, string name) => Assert.Equal(HttpStatusCode.OK, (await TryRenameAsync(id, name)).StatusCode);

    public Task<HttpResponseMessage> TryRenameAsync(Guid id, string name) => http.PatchAsJsonAsync($"/api/files/{id}", new { name });

    public async Task DeleteAsync(Guid id) => Assert.Equal(HttpStatusCode.NoContent, (await TryDeleteAsync(id)).StatusCode);

    public Task<HttpResponseMessage> TryDeleteAsync(Guid id) => http.DeleteAsync($"/api/files/{id}");

    public Task<IEnumerable<JsonElement>> HistoryEntriesAsync(Guid id) => ItemsAsync($"/api/files/{id}/history?limit=200");

    /// <summary>Names of the events in the file's history.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(Guid id) =>
        [.. (await HistoryEntriesAsync(id)).Select(entry => entry.GetProperty("type").GetString()!)];

    public async Task<IReadOnlyList<string>> SearchAsync(string query) =>
        [.. (await ItemsAsync($"/api/search?limit=200&q={Uri.EscapeDataString(query)}")).Select(hit => hit.GetProperty("name").GetString()!)];

    public async Task<IReadOnlyList<string>> NotificationsAsync() =>
        [.. (await ItemsAsync("/api/notifications?limit=200")).Select(sent => sent.GetProperty("subject").GetString()!)];

    public Task<HttpResponseMessage> PostAsync(string path, object body) => http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(path);

    public async Task<string> ReadinessAsync() => await (await GetAsync("/health/ready")).Content.ReadAsStringAsync();

    private async Task<IEnumerable<JsonElement>> ItemsAsync(string path) =>
        (await http.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray();
}
