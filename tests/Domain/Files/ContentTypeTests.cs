using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

public class ContentTypeTests
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("text/plain;charset=\"utf-8\"")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("application/ld+json")]
    [InlineData("x-custom/!#$%&'*+.^_`|~0")]
    public void A_media_type_is_accepted(string value) => Assert.Equal(value, new ContentType(value).Value);

    [Theory]
    [InlineData("text")]
    [InlineData("text/")]
    [InlineData("/plain")]
    [InlineData("text/plain/more")]
    [InlineData("text /plain")]
    [InlineData("text/plain charset=utf-8")]
    [InlineData("tëxt/plain")]
    public void What_is_no_media_type_is_refused(string value) =>
        Assert.Equal("The content type must look like text/plain.", ContentType.Problem(value));

    [Fact]
    public void A_parameter_that_no_header_can_carry_is_refused() =>
        Assert.Equal("The content type must look like text/plain.", ContentType.Problem("text/plain; name=zoë"));

    [Fact]
    public void The_unknown_type_is_a_valid_one() => Assert.Null(ContentType.Problem(ContentType.Unknown.Value));
}
