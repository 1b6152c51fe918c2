using Microsoft.AspNetCore.Mvc;

namespace CleanFiles.Api.Errors;

internal static class Problem
{
    /// <summary>Problem details (RFC 9457), whatever the client accepts.</summary>
    /// <param name="detail">One sentence that says what to change.</param>
    public static IResult Of(int status, string detail) => TypedResults.Problem(new ProblemDetails { Status = status, Detail = detail });
}
