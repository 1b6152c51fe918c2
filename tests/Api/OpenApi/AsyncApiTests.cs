using System.Net;

namespace CleanFiles.Api.Tests.OpenApi;

public sealed class AsyncApiTests(Service service) : IClassFixture<Service>
{
    [Fact, Enforces(23)]
    public async Task The_events_are_described_to_everybody_as_the_requests_are()
    {
        var answer = await service.CreateClient().GetAsync("/asyncapi/v1.json", TestContext.Current.CancellationToken);

        var document = await answer.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("3.0.0", document.GetProperty("asyncapi").GetString());
        Assert.Equal("The InMemory transport", document.GetProperty("channels").GetProperty("events").GetProperty("title").GetString());
    }
}
