using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Content;

public sealed class DurableFolderTests
{
    [Fact]
    public void A_folder_is_made_together_with_its_parents_and_may_be_there_already()
    {
        using var temp = new TempFolder();
        var path = temp.File("a/b/c");

        DurableFolder.Create(path);
        DurableFolder.Create(path);

        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void What_cannot_be_flushed_is_an_error_that_names_the_folder_and_keeps_the_systems_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows journals folders by itself.");
        using var temp = new TempFolder();

        var error = Assert.Throws<IOException>(() => DurableFolder.Flush(temp.File("missing")));

        Assert.Contains(temp.File("missing"), error.Message, StringComparison.Ordinal);
        const int notThere = 2;
        Assert.Equal(notThere, error.HResult);
    }
}
