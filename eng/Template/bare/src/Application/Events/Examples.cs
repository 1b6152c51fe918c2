namespace CleanFiles.Application.Events;

/// <summary>One event of each version, for the documents and for the samples that stay readable for ever.</summary>
internal static class Examples
{
    public static SprocketCreatedV1 SprocketCreatedV1 => new(
        new("01932b4f-6f00-7000-8000-000000000001"), "alice", "The first one", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}
