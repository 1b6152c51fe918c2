using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace CleanFiles.Api.Errors;

/// <summary>Says in the caller's words what the framework says in those of C#.</summary>
internal static partial class BadRequest
{
    public static string Sentence(HttpContext context, BadHttpRequestException exception) => exception switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(context),
        { InnerException: JsonException json } when Field().Match(json.Message) is { Success: true } field =>
            $"The body has a field '{field.Groups["name"]}' {(field.Groups["twice"].Success ? "twice" : "that is not known here; /openapi/v1.json lists them")}.",
        { InnerException: JsonException json } =>
            $"The body is not the JSON expected here; look at line {json.LineNumber + 1}{At(json.Path)}.",
        _ when Unbound().Match(exception.Message) is { Success: true } unbound =>
            $"{unbound.Groups["name"]} is '{unbound.Groups["value"]}'; /openapi/v1.json says what it can be.",
        _ when Missing().IsMatch(exception.Message) => "The request lacks something that it must have; /openapi/v1.json says what.",
        _ => exception.Message,
    };

    /// <summary>Where an endpoint has a limit of its own that counts, and not what the request may have around it.</summary>
    public static string TooLarge(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<BodyLimit>() is { } limit
            ? limit.Sentence
            : "The request is too large; "
                + $"{context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes are allowed here.";
    }

    private static string At(string? path) => path is null or "$" ? "" : $", at {path[2..]}";

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unbound();

    [GeneratedRegex(
        "^The JSON property '(?<name>.*)' could not be mapped to any|^(?<twice>Duplicate) property '(?<name>.*)' encountered",
        RegexOptions.Singleline)]
    private static partial Regex Field();

    [GeneratedRegex("^Required parameter .+ was not provided from|^Implicit body inferred .+ but no body was provided")]
    private static partial Regex Missing();
}
