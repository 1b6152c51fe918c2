using System.Net;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class DevTokenTests(Service service) : IClassFixture<Service>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_development_anybody_gets_a_token_for_any_owner()
    {
        var alice = await service.ClientAsync("alice");
        await alice.UploadedAsync("x");

        Assert.Equal(1, (await (await service.ClientAsync("alice")).GetJsonAsync("/api/files")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await (await service.ClientAsync("bob")).GetJsonAsync("/api/files")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("?owner=", "The owner must not be empty.")]
    [InlineData("", "The request lacks something that it must have; /openapi/v1.json says what.")]
    public async Task A_token_needs_an_owner(string query, string sentence) => Assert.Equal(
        sentence,
        await (await service.CreateClient().PostAsync($"/dev/token{query}", null, Cancelled)).ProblemAsync(HttpStatusCode.BadRequest));
}
