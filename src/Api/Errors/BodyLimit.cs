namespace CleanFiles.Api.Errors;

/// <summary>Of an endpoint whose body has a limit of its own.</summary>
/// <param name="Sentence">What to say when it is exceeded.</param>
internal sealed record BodyLimit(string Sentence);
