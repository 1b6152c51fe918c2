using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

/// <summary>The rules that every short text from outside shares; each value object is asked, so that none can forget them.</summary>
public class TextRulesTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { nameof(FileName), "The file name" },
        { nameof(OwnerId), "The owner" },
        { nameof(ContentType), "The content type" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void A_missing_text_is_refused(string text, string what)
    {
        foreach (var missing in new[] { null, "", " ", "\t \n", "\u00a0" })
            Assert.Equal($"{what} must not be empty.", Problem(text, missing));
    }

    [Theory, MemberData(nameof(Texts))]
    public void A_text_of_255_characters_is_accepted_and_one_of_256_refused(string text, string what)
    {
        Assert.Null(Problem(text, Valid(text, 255)));
        Assert.Equal($"{what} must not be longer than 255 characters.", Problem(text, Valid(text, 256)));
    }

    [Theory, MemberData(nameof(Texts))]
    public void Every_control_character_is_refused(string text, string what)
    {
        var controls = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(char.IsControl).ToList();

        Assert.Contains('\0', controls);
        Assert.All(controls, control =>
        {
            Assert.Equal($"{what} must not contain control characters.", Problem(text, $"{Valid(text, 10)}{control}"));
            Assert.Equal($"{what} must not contain control characters.", Problem(text, $"{control}{Valid(text, 10)}"));
        });
    }

    [Theory, MemberData(nameof(Texts))]
    public void A_lone_surrogate_is_refused_wherever_it_stands(string text, string what)
    {
        const char high = '\ud83d', low = '\ude00';
        var valid = Valid(text, 10);
        string[] broken =
        [
            $"{high}{valid}", $"{valid}{high}", $"{low}{valid}", $"{valid}{low}", $"{valid}{low}{high}", $"{valid}{high}{high}{low}",
        ];

        Assert.All(broken, value => Assert.Equal($"{what} must be valid Unicode text.", Problem(text, value)));
    }

    [Fact]
    public void Surrogate_pairs_are_accepted_where_text_is_free()
    {
        Assert.Equal("😀 holiday 🏖️.jpg", new FileName("😀 holiday 🏖️.jpg").Value);
        Assert.Equal("zoë😀", new OwnerId("zoë😀").Value);
    }

    [Theory, MemberData(nameof(Texts))]
    public void The_constructor_refuses_with_the_same_sentence(string text, string what)
    {
        var refused = Assert.Throws<DomainException>(() => Make(text, ""));

        Assert.Equal($"{what} must not be empty.", refused.Message);
    }

    [Theory]
    [InlineData(nameof(FileName))]
    [InlineData(nameof(OwnerId))]
    [InlineData(nameof(ContentType))]
    public void What_was_accepted_reads_back_unchanged(string text) =>
        Assert.Equal(Valid(text, 20), Make(text, Valid(text, 20)).ToString());

    private static string Valid(string text, int length) =>
        text == nameof(ContentType) ? "a/" + new string('b', length - 2) : new string('x', length);

    private static string? Problem(string text, string? value) => text switch
    {
        nameof(FileName) => FileName.Problem(value),
        nameof(OwnerId) => OwnerId.Problem(value),
        _ => ContentType.Problem(value),
    };

    private static object Make(string text, string value) => text switch
    {
        nameof(FileName) => new FileName(value),
        nameof(OwnerId) => new OwnerId(value),
        _ => new ContentType(value),
    };
}
