namespace CleanFiles.Domain.Files;

/// <summary>A UUID version 7 (RFC 9562), so that ids sort roughly by time of upload.</summary>
public readonly record struct FileId(Guid Value)
{
    public static FileId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString();
}
