using CleanFiles.Domain.Sprockets;

namespace CleanFiles.Application.Sprockets;

/// <summary>There is none for this owner: unknown and somebody else's look the same from outside.</summary>
public sealed class SprocketNotFoundException(SprocketId id) : NotFoundException($"There is no sprocket {id}.");
