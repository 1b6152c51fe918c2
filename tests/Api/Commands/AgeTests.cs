using CleanFiles.Api.Commands;

namespace CleanFiles.Api.Tests.Commands;

public sealed class AgeTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 30 * 60)]
    [InlineData("2h", 2 * 3600)]
    [InlineData("7d", 7 * 86400)]
    [InlineData("0s", 0)]
    public void An_age_is_a_number_and_a_unit(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Age.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("2")]
    [InlineData("-2h")]
    [InlineData("2 h")]
    [InlineData("2w")]
    [InlineData("1.5h")]
    [InlineData("99999999d")]
    [InlineData("99999999999999999999s")]
    public void Anything_else_is_none(string text) => Assert.Null(Age.Read(text));

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0.4, "0s")]
    [InlineData(119.9, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7199, "119m")]
    [InlineData(7200, "2h")]
    [InlineData(172799, "47h")]
    [InlineData(172800, "2d")]
    public void An_age_is_told_in_the_largest_unit_of_which_there_are_two(double seconds, string text) =>
        Assert.Equal(text, Age.Write(TimeSpan.FromSeconds(seconds)));
}
