using System.Net;
using CleanFiles.Application.Ports;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CleanFiles.Api.Tests.Errors;

public sealed class ProblemTests(ProblemTests.FaultyService service) : IClassFixture<ProblemTests.FaultyService>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/api/nowhere")]
    [InlineData("/api/files/not-a-guid")]
    public async Task An_unknown_route_is_a_problem(string path)
    {
        var client = await service.ClientAsync();

        Assert.Equal($"There is nothing at {path}.", await (await client.GetAsync(path, Cancelled)).ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task An_impossible_method_is_a_problem_that_names_the_possible_ones()
    {
        var client = await service.ClientAsync();

        var answer = await client.PutAsync("/api/files", null, Cancelled);

        Assert.Equal(
            "PUT is not possible at /api/files, but GET, POST is.", await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed));
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_lost_race_is_a_conflict()
    {
        var client = await service.ClientAsync();
        service.Files.FindAsync(default, Cancelled).ThrowsAsyncForAnyArgs(new ConcurrencyException(new InvalidOperationException()));

        Assert.Equal(
            "Somebody else changed it at the same time; read it again and repeat.",
            await (await client.GetAsync($"/api/files/{Guid.NewGuid()}", Cancelled)).ProblemAsync(HttpStatusCode.Conflict));
    }

    [Theory, Enforces(33)]
    [InlineData("*/*")]
    [InlineData("text/html")]
    [InlineData("image/png")]
    public async Task What_nobody_expected_is_a_problem_that_gives_nothing_away(string accept)
    {
        var client = await service.ClientAsync();
        service.Files.FindAsync(default, Cancelled).ThrowsAsyncForAnyArgs(new InvalidOperationException("the password is swordfish"));

        var problem = await (await client.GetAsync($"/api/files/{Guid.NewGuid()}", ("Accept", accept)))
            .ProblemBodyAsync(HttpStatusCode.InternalServerError);

        Assert.Equal("The service failed to answer; its log says why.", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("swordfish", problem.ToString(), StringComparison.Ordinal);
    }

    public sealed class FaultyService : Service
    {
        internal IFiles Files { get; } = Substitute.For<IFiles>();

        protected override void ConfigureServices(IServiceCollection services) => services.AddSingleton(Files);
    }
}
