using System.Text.Json;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Consuming;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Errors;

/// <summary>Answers every exception with problem details. What nobody expected is logged, and its text stays here.</summary>
internal sealed class ProblemHandler(IOutages outages, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await Explain(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private IResult Explain(HttpContext context, Exception exception) => exception switch
    {
        ValidationException invalid => Invalid(invalid),
        DomainException broken => Problem.Of(StatusCodes.Status400BadRequest, broken.Message),
        NotFoundException missing => Problem.Of(StatusCodes.Status404NotFound, missing.Message),
        ConcurrencyException conflict => Problem.Of(StatusCodes.Status409Conflict, conflict.Message),
        TooLargeException large => Problem.Of(StatusCodes.Status413PayloadTooLarge, large.Message),
        BadHttpRequestException bad => Problem.Of(bad.StatusCode, BadRequest.Sentence(context, bad)),
        _ when DiskFull.Caused(exception) => NoRoom(context, exception),
        _ when outages.FaultOf(exception) != DatabaseFault.None => Unavailable(context, exception),
        _ => Unexpected(context, exception),
    };

    private static ValidationProblem Invalid(ValidationException invalid) => TypedResults.ValidationProblem(
        invalid.Errors
            .GroupBy(error => JsonNamingPolicy.CamelCase.ConvertName(error.PropertyName), error => error.ErrorMessage)
            .ToDictionary(group => group.Key, group => group.ToArray()),
        detail: string.Join(' ', invalid.Errors.Select(error => error.ErrorMessage)));

    private IResult NoRoom(HttpContext context, Exception exception)
    {
        var reason = exception.GetBaseException().Message;
        logger.LogError("{Method} {Path} found a disk full: {Error}", context.Request.Method, context.Request.Path, reason);
        return Problem.Of(
            StatusCodes.Status507InsufficientStorage, "The service has no room left, and nothing was changed; try again later.");
    }

    private IResult Unavailable(HttpContext context, Exception exception)
    {
        logger.LogWarning("{Method} {Path} could not be answered: {Error}", context.Request.Method, context.Request.Path, exception.Message);
        context.Response.Headers.RetryAfter = "1";
        return Problem.Of(StatusCodes.Status503ServiceUnavailable, "The database does not answer at the moment; try again.");
    }

    private IResult Unexpected(HttpContext context, Exception exception)
    {
        logger.LogError(exception, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
        return Problem.Of(StatusCodes.Status500InternalServerError, "The service failed to answer; its log says why.");
    }
}
