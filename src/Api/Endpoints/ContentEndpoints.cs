using System.Security.Claims;
using CleanFiles.Api.Auth;
using CleanFiles.Application.Files;
using CleanFiles.Domain.Files;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CleanFiles.Api.Endpoints;

internal static class ContentEndpoints
{
    public static void MapContent(this RouteGroupBuilder api) =>
        api.MapMethods("/files/{id:guid}/content", [HttpMethods.Get, HttpMethods.Head], DownloadAsync)
            .WithTags("Files")
            .WithSummary("Downloads the bytes of a file, as a whole or a range of them")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .Produces<Stream>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);

    /// <summary>A browser must neither show nor guess: what was uploaded as a picture may be a page with a script.</summary>
    private static async Task<FileStreamHttpResult> DownloadAsync(
        Guid id, HttpResponse response, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var (file, bytes) = await mediator.Send(new GetContent(user.OwnerId(), new FileId(id)), ct);
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            bytes, file.ContentType, file.Name, entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }
}
