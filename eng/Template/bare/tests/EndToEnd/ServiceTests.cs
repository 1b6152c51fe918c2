using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd;

/// <summary>The service as it runs: a process of its own, on each database and transport.</summary>
public sealed class ServiceTests(PostgresFixture postgres, AwsFixture aws) : IDisposable
{
    private readonly TempFolder _data = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("Sqlite", "InMemory")]
    [InlineData("Postgres", "InMemory")]
    [InlineData("Postgres", "Sqs")]
    public async Task What_was_created_is_in_the_journal_once_although_the_process_was_killed_right_after_its_answer(string database, string transport)
    {
        var settings = await SettingsAsync(database, transport);
        Guid id;
        await using (var first = Start(settings))
        {
            id = await CreateAsync(await SignInAsync(first), "The first one");
            await first.KillAsync();
        }

        await using var second = Start(settings);
        var client = await SignInAsync(second);
        await Eventually.IsTrueAsync(async () => (await JournalAsync(client, id)).Count > 0, "the journal has an entry");

        Assert.Equal(["sprocket.created"], await JournalAsync(client, id));
    }

    [Fact]
    public async Task It_is_ready_and_a_bad_title_is_refused_in_a_sentence()
    {
        await using var service = Start(await SettingsAsync("Sqlite", "InMemory"));
        var client = await SignInAsync(service);

        var refused = await client.PostAsJsonAsync("/api/sprocket", new { title = "" }, Ct);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("The title must not be empty.", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
    }

    private ServiceProcess Start(IReadOnlyDictionary<string, string> settings) => new(typeof(Program).Assembly.Location, _data.Path, settings);

    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync(string database, string transport)
    {
        var settings = new Dictionary<string, string>
        {
            ["Data:Path"] = _data.Path,
            ["Persistence:Provider"] = database,
            ["Persistence:ConnectionString"] = database == "Postgres" ? await postgres.CreateDatabaseAsync() : "",
            ["Messaging:Transport"] = transport,
        };
        if (transport != "Sqs") return settings;
        settings["Messaging:Sqs:ServiceUrl"] = aws.ServiceUrl.AbsoluteUri;
        settings["Messaging:Sqs:Region"] = aws.Region;
        settings["Messaging:Sqs:Name"] = aws.NewName();
        // As short as it may be: what the killed process has received shall come again soon.
        settings["Messaging:Sqs:VisibilitySeconds"] = "5";
        return settings;
    }

    private static async Task<HttpClient> SignInAsync(ServiceProcess service)
    {
        var client = new HttpClient { BaseAddress = await service.AddressAsync() };
        var answer = await client.PostAsync("/dev/token?owner=alice", content: null, Ct);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<Guid> CreateAsync(HttpClient client, string title)
    {
        var answer = await client.PostAsJsonAsync("/api/sprocket", new { title }, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    private static async Task<IReadOnlyList<string>> JournalAsync(HttpClient client, Guid id) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/sprocket/{id}/journal", Ct)).GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("type").GetString()!)];
}
