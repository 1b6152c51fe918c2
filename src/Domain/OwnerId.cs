namespace CleanFiles.Domain;

/// <summary>Who something belongs to: an opaque name given by the identity provider, 1 to 255 characters.</summary>
public sealed record OwnerId
{
    public const int MaxLength = 255;

    public OwnerId(string value) => Value = Problem(value) is { } problem ? throw new DomainException(problem) : value;

    public string Value { get; }

    public static string? Problem(string? value) => TextRules.Problem("The owner", value, MaxLength);

    public override string ToString() => Value;
}
