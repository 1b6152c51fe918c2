namespace CleanFiles.Domain.Files;

/// <summary>The SHA-256 of a file's bytes (FIPS 180-4) as 64 lower-case hexadecimal digits.</summary>
public sealed record Sha256
{
    public const int Length = 64;

    public Sha256(string value)
    {
        if (value.Length != Length || !value.All(char.IsAsciiHexDigitLower))
            throw new DomainException("A SHA-256 must be 64 lower-case hexadecimal digits.");
        Value = value;
    }

    public string Value { get; }

    public override string ToString() => Value;
}
