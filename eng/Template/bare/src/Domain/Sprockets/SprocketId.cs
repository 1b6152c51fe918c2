namespace CleanFiles.Domain.Sprockets;

/// <summary>A UUID version 7 (RFC 9562), so that ids sort roughly by time.</summary>
public readonly record struct SprocketId(Guid Value)
{
    public static SprocketId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString();
}
