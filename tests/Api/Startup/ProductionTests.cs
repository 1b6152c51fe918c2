using System.Net;
using CleanFiles.Api.Tests.Auth;

namespace CleanFiles.Api.Tests.Startup;

public sealed class ProductionTests(TokenTests.ServiceWithKey service) : IClassFixture<TokenTests.ServiceWithKey>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact, Enforces(33)]
    public async Task Nobody_hands_out_tokens_outside_development() =>
        await (await service.CreateClient().PostAsync("/dev/token?owner=alice", null, Cancelled)).ProblemAsync(HttpStatusCode.NotFound);

    [Fact]
    public async Task There_is_no_page_to_try_it_outside_development() =>
        await (await service.CreateClient().GetAsync("/scalar", Cancelled)).ProblemAsync(HttpStatusCode.NotFound);

    [Fact]
    public async Task The_root_leads_to_the_description_of_the_api()
    {
        var answer = await service.CreateClient().GetAsync("/", Cancelled);

        Assert.Equal("/openapi/v1.json", answer.RequestMessage?.RequestUri?.AbsolutePath);
        Assert.DoesNotContain("\"/dev/token\":", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_parameter_is_explained_as_well_as_in_development()
    {
        var client = service.ClientOf("alice");

        Assert.Equal(
            "limit is 'ten'; /openapi/v1.json says what it can be.",
            await (await client.GetAsync("/api/files?limit=ten", Cancelled)).ProblemAsync(HttpStatusCode.BadRequest));
    }
}
