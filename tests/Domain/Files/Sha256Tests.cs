using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

public class Sha256Tests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Sixty_four_lower_case_digits_are_accepted()
    {
        Assert.Equal(Hash, new Sha256(Hash).Value);
        Assert.Equal(Hash, new Sha256(Hash).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    [InlineData("g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Anything_else_is_refused(string value) => Assert.Throws<DomainException>(() => new Sha256(value));
}
