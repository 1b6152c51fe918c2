using Microsoft.Extensions.Time.Testing;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests;

public class ClockTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(19, 10)]
    public void Now_is_cut_to_whole_microseconds(int ticks, int kept) =>
        Assert.Equal(Noon.AddTicks(kept), new FakeTimeProvider(Noon.AddTicks(ticks)).Now());
}
