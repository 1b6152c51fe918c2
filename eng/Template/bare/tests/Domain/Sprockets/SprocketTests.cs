using CleanFiles.Domain.Sprockets;

namespace CleanFiles.Domain.Tests.Sprockets;

public class SprocketTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly OwnerId Alice = new("alice");

    [Fact]
    public void Whoever_creates_one_raises_that_fact()
    {
        var id = SprocketId.New(Noon);

        var created = Sprocket.Create(id, Alice, "The first one", Noon);

        Assert.Equal(new SprocketCreated(id, Alice, "The first one", Noon), Assert.Single(created.Raised).Event);
        Assert.Equal(1, created.Version);
    }

    [Theory]
    [InlineData("", "The title must not be empty.")]
    [InlineData(null, "The title must not be empty.")]
    [InlineData("a\nb", "The title must not contain control characters.")]
    public void A_bad_title_is_refused_in_a_sentence(string? title, string sentence)
    {
        var refused = Assert.Throws<DomainException>(() => Sprocket.Create(SprocketId.New(Noon), Alice, title!, Noon));

        Assert.Equal(sentence, refused.Message);
    }
}
