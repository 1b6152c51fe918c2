using System.Net;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class SearchTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact, Enforces(32)]
    public async Task A_file_is_soon_found_by_its_name_and_its_text()
    {
        var client = await service.ClientAsync();
        var id = await client.UploadedAsync("the quick brown fox", "animals.txt");
        await client.UploadedAsync("nothing of interest", "other.txt");

        foreach (var query in (string[])["animals", "fox", "Quick%20BROWN"]) await SoonFoundAsync(client, query, id);
    }

    [Fact]
    public async Task Nobody_finds_what_belongs_to_another()
    {
        var alice = await service.ClientAsync();
        var id = await alice.UploadedAsync("a shared word");
        await SoonFoundAsync(alice, "shared", id);

        Assert.Empty(await FindAsync(await service.ClientAsync(), "shared"));
    }

    [Theory]
    [InlineData("", "query", "The query (q) must not be empty.")]
    [InlineData("?q=", "query", "The query (q) must not be empty.")]
    [InlineData("?q=a&limit=0", "limit", "The limit must be from 1 to 200.")]
    public async Task A_bad_search_is_refused_with_its_error(string query, string parameter, string sentence)
    {
        var client = await service.ClientAsync();

        var problem = await (await client.GetAsync($"/api/search{query}", Cancelled)).ProblemBodyAsync(HttpStatusCode.BadRequest);

        Assert.Equal(sentence, problem.GetProperty("errors").GetProperty(parameter)[0].GetString());
    }

    [Fact]
    public async Task A_query_longer_than_anybody_types_is_refused()
    {
        var client = await service.ClientAsync();

        Assert.Equal(
            "The query (q) must not be longer than 200 characters.",
            await (await client.GetAsync($"/api/search?q={new string('a', 201)}", Cancelled)).ProblemAsync(HttpStatusCode.BadRequest));
    }

    private static Task SoonFoundAsync(HttpClient client, string query, Guid id) => Eventually.IsTrueAsync(
        async () => (await FindAsync(client, query)).SequenceEqual([id]), $"'{query}' found exactly the one file");

    private static async Task<IEnumerable<Guid>> FindAsync(HttpClient client, string query)
    {
        var page = await client.GetJsonAsync($"/api/search?q={query}");
        Assert.Null(page.GetProperty("next").GetString());
        return [.. page.GetProperty("items").EnumerateArray().Select(hit => hit.GetProperty("id").GetGuid())];
    }
}
