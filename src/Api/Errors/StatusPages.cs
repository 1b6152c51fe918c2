using Microsoft.AspNetCore.WebUtilities;

namespace CleanFiles.Api.Errors;

/// <summary>Turns answers that the framework leaves empty into problem details.</summary>
internal static class StatusPages
{
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.Use(FillAsync);
        app.UseJsonCharset();
    }

    private static async Task FillAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted) return;
        response.Headers.ContentLength = null;
        response.Headers.ContentDisposition = default;
        await Problem.Of(response.StatusCode, Sentence(context)).ExecuteAsync(context);
    }

    private static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => "Send a valid token in the header Authorization: Bearer <token>.",
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} is not possible at {context.Request.Path}, but {context.Response.Headers.Allow} is.",
        StatusCodes.Status413PayloadTooLarge => BadRequest.TooLarge(context),
        StatusCodes.Status415UnsupportedMediaType =>
            $"The content type '{context.Request.ContentType}' is not understood here; /openapi/v1.json says which is.",
        StatusCodes.Status416RangeNotSatisfiable => "The range begins after the end of the file; ask for one within it, or leave Range out.",
        var status => $"{ReasonPhrases.GetReasonPhrase(status)}.",
    };
}
