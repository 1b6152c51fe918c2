namespace CleanFiles.Application;

/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Makes a page out of one item more than it may hold; the surplus item only tells that there is a next page.</summary>
    public static Page<T> Of<TSource>(
        IReadOnlyList<TSource> oneMore, int limit, Func<TSource, string> cursor, Func<TSource, T> view) =>
        new([.. oneMore.Take(limit).Select(view)], oneMore.Count > limit ? cursor(oneMore[limit - 1]) : null);
}

public static class PageLimits
{
    public const int Default = 50;

    public const int Max = 200;
}
