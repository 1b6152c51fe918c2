using System.Security.Claims;
using CleanFiles.Api.Auth;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Application.Sprockets;
using CleanFiles.Domain.Sprockets;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class SprocketEndpoints
{
    public static void MapSprockets(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/sprocket").WithTags("Sprocket");
        group.MapPost("", CreateAsync).WithSummary("Creates one").ProducesValidationProblem().ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        group.MapGet("/{id:guid}", GetAsync).WithSummary("Tells what is known of it").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/journal", JournalAsync).WithSummary("Tells what happened to it, a moment later");
    }

    private static async Task<Created<SprocketView>> CreateAsync(NewSprocket body, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var created = await mediator.Send(new CreateSprocket(user.OwnerId(), body.Title ?? ""), ct);
        return TypedResults.Created($"/api/sprocket/{created.Id}", created);
    }

    private static async Task<Ok<SprocketView>> GetAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetSprocket(user.OwnerId(), new SprocketId(id)), ct));

    private static async Task<Ok<Page<JournalEntry>>> JournalAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetJournal(user.OwnerId(), new SprocketId(id)), ct));

    private sealed record NewSprocket(string? Title);
}
