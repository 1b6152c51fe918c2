using System.Net;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class NotificationTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_uploads_is_soon_told_by_mail()
    {
        var client = await service.ClientAsync("carol");
        await client.UploadedAsync("x", "one.txt");

        await Eventually.IsTrueAsync(async () => (await SubjectsAsync(client)).Contains("one.txt was uploaded"), "the mail was listed");

        var mail = await File.ReadAllTextAsync(Assert.Single(service.Mails), Cancelled);
        Assert.Contains("To: carol@example.com", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: one.txt was uploaded", mail, StringComparison.Ordinal);
        Assert.Empty(await SubjectsAsync(await service.ClientAsync()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("cursor=nonsense")]
    public async Task A_bad_page_is_refused(string query)
    {
        var client = await service.ClientAsync();

        await (await client.GetAsync($"/api/notifications?{query}", Cancelled)).ProblemAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<string?[]> SubjectsAsync(HttpClient client) =>
    [
        .. (await client.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray()
            .Select(sent => sent.GetProperty("subject").GetString()),
    ];
}
