using System.Security.Claims;
using System.Text.Json;
using CleanFiles.Api.Auth;
using CleanFiles.Application;
using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder api) =>
        api.MapGet("/files/{id:guid}/history", GetAsync)
            .WithTags("History")
            .WithSummary("Tells everything that happened to a file, also when it is deleted, oldest first")
            .ProducesValidationProblem();

    private static async Task<Ok<Page<HistoryEntry>>> GetAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int limit = PageLimits.Default, string? cursor = null)
    {
        var page = await mediator.Send(new GetHistory(user.OwnerId(), new FileId(id), limit, cursor), ct);
        return TypedResults.Ok(new Page<HistoryEntry>([.. page.Items.Select(HistoryEntry.Of)], page.Next));
    }

    /// <param name="Data">The event's contract as it was published.</param>
    /// <param name="SchemaVersion">The version of that contract; its schema is in docs/events.</param>
    internal sealed record HistoryEntry(Guid EventId, string Type, int SchemaVersion, long Version, DateTimeOffset At, JsonElement Data)
    {
        public static HistoryEntry Of(AuditEntry entry) =>
            new(entry.EventId, entry.Type, entry.SchemaVersion, entry.Version, entry.At, JsonElement.Parse(entry.Data));
    }
}
