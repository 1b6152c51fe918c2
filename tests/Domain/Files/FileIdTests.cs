using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

public class FileIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_id_is_a_uuid_of_version_7() => Assert.Equal(7, FileId.New(Noon).Value.Version);

    [Fact]
    public void Later_ids_sort_after_earlier_ones() =>
        Assert.True(string.CompareOrdinal(FileId.New(Noon).ToString(), FileId.New(Noon.AddMilliseconds(1)).ToString()) < 0);

    [Fact]
    public void Two_ids_of_one_moment_differ() => Assert.NotEqual(FileId.New(Noon), FileId.New(Noon));
}
