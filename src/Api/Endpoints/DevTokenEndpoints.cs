using CleanFiles.Api.Auth;
using CleanFiles.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class DevTokenEndpoints
{
    public static void MapDevToken(this IEndpointRouteBuilder app, AuthOptions auth) =>
        app.MapPost("/dev/token", (string owner) => Issue(owner, auth))
            .WithTags("Development")
            .WithSummary("Hands out a token for any owner; there is no such endpoint outside Development")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static Ok<DevToken> Issue(string owner, AuthOptions auth) =>
        TypedResults.Ok(new DevToken(DevTokens.Issue(new OwnerId(owner), auth)));

    internal sealed record DevToken(string Token);
}
