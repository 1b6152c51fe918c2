using System.Text.Json;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class HistoryTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_happened_to_a_file_is_told_in_order_also_when_it_is_gone()
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x", "old.txt");
        await client.PatchAsync(id, new { name = "new.txt" });
        await client.DeleteAsync($"/api/files/{id}", Cancelled);

        await Eventually.IsTrueAsync(async () => (await ItemsAsync(client, id)).Length == 3, "the auditor recorded three events");

        var entries = await ItemsAsync(client, id);
        Assert.Equal(["file.uploaded", "file.renamed", "file.deleted"], entries.Select(entry => entry.GetProperty("type").GetString()));
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.GetProperty("version").GetInt32()));
        Assert.Equal("new.txt", entries[1].GetProperty("data").GetProperty("newName").GetString());
        Assert.Equal(3, entries.Select(entry => entry.GetProperty("eventId").GetGuid()).Distinct().Count());
        Assert.Empty(await ItemsAsync(await service.ClientAsync(), id));
    }

    [Fact, Enforces(33)]
    public async Task A_long_history_comes_in_pages_and_each_leads_to_the_next()
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("x", "0.txt");
        for (var n = 1; n < 5; n++) await client.PatchAsync(id, new { name = $"{n}.txt" });
        await Eventually.IsTrueAsync(async () => (await ItemsAsync(client, id)).Length == 5, "the auditor recorded five events");

        var (versions, next) = (new List<int[]>(), (string?)null);
        do
        {
            var page = await client.GetJsonAsync($"/api/files/{id}/history?limit=2{(next is null ? "" : $"&cursor={next}")}");
            versions.Add([.. page.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("version").GetInt32())]);
            next = page.GetProperty("next").GetString();
        }
        while (next is not null && versions.Count < 5);

        Assert.Equal("1 2, 3 4, 5", string.Join(", ", versions.Select(page => string.Join(' ', page))));
    }

    [Fact]
    public async Task What_never_was_has_no_history() => Assert.Empty(await ItemsAsync(await service.ClientAsync(), Guid.NewGuid()));

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client, Guid id) =>
        [.. (await client.GetJsonAsync($"/api/files/{id}/history")).GetProperty("items").EnumerateArray()];
}
