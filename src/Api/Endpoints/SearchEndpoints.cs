using System.Security.Claims;
using CleanFiles.Api.Auth;
using CleanFiles.Application;
using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class SearchEndpoints
{
    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapGet("/search", SearchAsync)
            .WithTags("Search")
            .WithSummary("Finds your files by words of their name or text, best match first")
            .ProducesValidationProblem();

    private static async Task<Ok<Page<SearchHit>>> SearchAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string q = "", int limit = PageLimits.Default) =>
        TypedResults.Ok(await mediator.Send(new SearchFiles(user.OwnerId(), q, limit), ct));
}
