using System.Security.Claims;
using CleanFiles.Api.Auth;
using CleanFiles.Application;
using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class NotificationEndpoints
{
    public static void MapNotifications(this RouteGroupBuilder api) =>
        api.MapGet("/notifications", ListAsync)
            .WithTags("Notifications")
            .WithSummary("Lists what was mailed to you, newest first")
            .ProducesValidationProblem();

    private static async Task<Ok<Page<Notification>>> ListAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int limit = PageLimits.Default, string? cursor = null) =>
        TypedResults.Ok(await mediator.Send(new ListNotifications(user.OwnerId(), limit, cursor), ct));
}
