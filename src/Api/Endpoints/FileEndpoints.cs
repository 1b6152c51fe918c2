using System.Security.Claims;
using CleanFiles.Api.Auth;
using CleanFiles.Api.Errors;
using CleanFiles.Application;
using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Content;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CleanFiles.Api.Endpoints;

internal static class FileEndpoints
{
    /// <summary>What an upload may have besides the file: boundaries and headers, in bytes.</summary>
    private const long MultipartOverhead = 64 * 1024;

    public static void MapFiles(this RouteGroupBuilder api, ContentOptions content)
    {
        var files = api.MapGroup("/files").WithTags("Files");
        files.MapPost("", UploadAsync)
            .WithSummary("Uploads a file")
            .WithMetadata(new BodyLimit(new ContentTooLargeException(content.MaxBytes).Message), new RequestSizeLimitAttribute(content.MaxBytes + MultipartOverhead))
            .AddOpenApiOperationTransformer(UploadDescription.DescribeAsync)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        files.MapGet("", ListAsync).WithSummary("Lists your files, newest first").ProducesValidationProblem();
        files.MapGet("/{id:guid}", GetAsync).WithSummary("Tells what is known of a file").ProducesProblem(StatusCodes.Status404NotFound);
        files.MapPatch("/{id:guid}", RenameAsync)
            .WithSummary("Renames a file")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        files.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Deletes a file")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Created<FileView>> UploadAsync(
        HttpRequest request, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var upload = await MultipartUpload.OpenAsync(request, ct);
        var file = await mediator.Send(new UploadFile(user.OwnerId(), upload.Name, upload.ContentType, upload.Content), ct);
        return TypedResults.Created($"/api/files/{file.Id}", file);
    }

    private static async Task<Ok<Page<FileView>>> ListAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int limit = PageLimits.Default, string? cursor = null) =>
        TypedResults.Ok(await mediator.Send(new ListFiles(user.OwnerId(), limit, cursor), ct));

    private static async Task<Ok<FileView>> GetAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetFile(user.OwnerId(), new FileId(id)), ct));

    private static async Task<Ok<FileView>> RenameAsync(
        Guid id, NewName body, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RenameFile(user.OwnerId(), new FileId(id), body.Name ?? ""), ct));

    private static async Task<NoContent> DeleteAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new DeleteFile(user.OwnerId(), new FileId(id)), ct);
        return TypedResults.NoContent();
    }

    private sealed record NewName(string? Name);
}
