using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

public class FileNameTests
{
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("../up.txt")]
    [InlineData(@"C:\temp\x.txt")]
    [InlineData("trailing/")]
    public void A_path_is_refused(string path) => Assert.Equal("The file name must not contain a path.", FileName.Problem(path));

    [Theory]
    [InlineData("...")]
    [InlineData(".gitignore")]
    [InlineData("no extension")]
    [InlineData("résumé (final) #2.pdf")]
    [InlineData("請求書.xlsx")]
    [InlineData("CON")]
    public void Whatever_people_call_a_file_is_accepted(string name) => Assert.Equal(name, new FileName(name).Value);

    [Fact]
    public void Names_are_equal_by_value()
    {
        Assert.Equal(new FileName("a.txt"), new FileName("a.txt"));
        Assert.NotEqual(new FileName("a.txt"), new FileName("A.txt"));
    }
}
