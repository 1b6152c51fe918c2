using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Files;

/// <summary>There is no such file for this owner: unknown, deleted and somebody else's look the same from outside.</summary>
public sealed class FileNotFoundException(FileId id) : NotFoundException($"There is no file {id}.");
