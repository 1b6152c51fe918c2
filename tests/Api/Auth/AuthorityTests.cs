using System.Net;
using Microsoft.AspNetCore.Hosting;

namespace CleanFiles.Api.Tests.Auth;

public class AuthorityTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact, Enforces(12)]
    public async Task Tokens_of_the_identity_provider_count_when_they_are_meant_for_this_service()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var service = new ServiceWithAuthority(provider.Url);

        var owner = service.ClientWith(provider.Token("alice", "cleanfiles"));
        var stranger = service.ClientWith(provider.Token("alice", "another-service"));
        var impostor = service.ClientWith(provider.Token("alice", "cleanfiles", issuer: "https://id.example.com"));

        Assert.Equal("""{"items":[],"next":null}""", await owner.GetStringAsync("/api/files", Cancelled));
        await (await stranger.GetAsync("/api/files", Cancelled)).ProblemAsync(HttpStatusCode.Unauthorized);
        await (await impostor.GetAsync("/api/files", Cancelled)).ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact, Enforces(12, 33)]
    public async Task With_an_identity_provider_nobody_else_hands_out_tokens()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var service = new ServiceWithAuthority(provider.Url);

        var answer = await service.CreateClient().PostAsync("/dev/token?owner=alice", null, Cancelled);

        await answer.ProblemAsync(HttpStatusCode.NotFound);
    }

    private sealed class ServiceWithAuthority(string authority) : Service
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Auth:Authority", authority);
            builder.UseSetting("Auth:Audience", "cleanfiles");
        }
    }
}
