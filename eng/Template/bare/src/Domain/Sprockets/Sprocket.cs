namespace CleanFiles.Domain.Sprockets;

/// <summary>The first aggregate of this service: put your own rules in the place of these.</summary>
public sealed class Sprocket : AggregateRoot
{
    public const int MaxTitle = 200;

    private Sprocket(SprocketId id, OwnerId owner, string title, DateTimeOffset createdAt) =>
        (Id, Owner, Title, CreatedAt) = (id, owner, title, createdAt);

    public SprocketId Id { get; }

    public OwnerId Owner { get; }

    public string Title { get; }

    public DateTimeOffset CreatedAt { get; }

    public override string Stream => Id.ToString();

    /// <exception cref="DomainException">The title breaks a rule.</exception>
    public static Sprocket Create(SprocketId id, OwnerId owner, string title, DateTimeOffset at)
    {
        if (TitleProblem(title) is { } problem) throw new DomainException(problem);
        var created = new Sprocket(id, owner, title, at);
        created.Raise(new SprocketCreated(id, owner, title, at));
        return created;
    }

    /// <returns>One sentence that says what is wrong with it, or null.</returns>
    public static string? TitleProblem(string? title) => TextRules.Problem("The title", title, MaxTitle);
}
