using System.Text.RegularExpressions;

namespace CleanFiles.Domain.Files;

/// <summary>A media type (RFC 9110, section 8.3.1), parameters included; ASCII, because it goes back out as a header.</summary>
public sealed partial record ContentType
{
    public const int MaxLength = 255;

    public static readonly ContentType Unknown = new("application/octet-stream");

    public ContentType(string value) => Value = Problem(value) is { } problem ? throw new DomainException(problem) : value;

    public string Value { get; }

    public static string? Problem(string? value) =>
        TextRules.Problem("The content type", value, MaxLength)
        ?? (MediaType().IsMatch(value!) ? null : "The content type must look like text/plain.");

    public override string ToString() => Value;

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+( *;[ -~]*)?$")]
    private static partial Regex MediaType();
}
