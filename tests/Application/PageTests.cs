using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests;

public class PageTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, true)]
    public void Only_a_surplus_item_makes_a_next_page(int found, int shown, bool hasNext)
    {
        var page = Page<string>.Of([.. Enumerable.Range(0, found)], limit: 2, Place, item => $"{item}");

        Assert.Equal(shown, page.Items.Count);
        Assert.Equal(hasNext ? Place(1) : null, page.Next);
    }

    private static string Place(int item) => new Cursor(Noon.AddMinutes(-item), Guid.Empty).ToString();
}
