using CleanFiles.Domain.Sprockets;

namespace CleanFiles.Application.Sprockets;

/// <summary>What a client sees of it.</summary>
public sealed record SprocketView(Guid Id, string Title, DateTimeOffset CreatedAt, long Version)
{
    internal static SprocketView Of(Sprocket seen) => new(seen.Id.Value, seen.Title, seen.CreatedAt, seen.Version);
}
