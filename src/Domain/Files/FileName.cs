namespace CleanFiles.Domain.Files;

/// <summary>What a person calls a file: a name, never a path. It is shown, searched and mailed, but never used to store anything.</summary>
public sealed record FileName
{
    public const int MaxLength = 255;

    public FileName(string value) => Value = Problem(value) is { } problem ? throw new DomainException(problem) : value;

    public string Value { get; }

    public static string? Problem(string? value) =>
        TextRules.Problem("The file name", value, MaxLength)
        ?? (value is "." or ".." || value!.AsSpan().ContainsAny('/', '\\') ? "The file name must not contain a path." : null);

    public override string ToString() => Value;
}
