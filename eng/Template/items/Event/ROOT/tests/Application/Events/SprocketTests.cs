using CleanFiles.Application.Events;
using CleanFiles.Domain.AggregateFolder;

namespace CleanFiles.Application.Tests.Events;

public class SprocketTests
{
    [Fact]
    public void It_is_listed_and_mapped_in_OurEvents()
    {
        var happened = new Sprocket(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);

        Assert.True(EventCatalogue.Default.Has(typeof(SprocketV1)), "List SprocketV1 in OurEvents.Contracts, with an example.");
        Assert.Contains(typeof(SprocketV1), new EventMapper().Published);
        Assert.Equal(new SprocketV1(happened.Id, happened.At), new EventMapper().ToContract(happened));
    }
}
