using CleanFiles.Infrastructure.Outbox;

namespace CleanFiles.Infrastructure.Tests.Outbox;

public sealed class ShardTests
{
    [Theory]
    [InlineData("", 2166136261)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void The_hash_is_FNV_1a_and_so_the_same_for_ever(string stream, uint hash) =>
        Assert.Equal(hash % 32749, (uint)Shard.Of(stream, 32749));

    [Fact]
    public void Streams_spread_over_all_shards() =>
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 100).Select(n => (int)Shard.Of($"stream-{n}", 4)).Distinct().Order());

    [Fact]
    public void One_shard_takes_every_stream() => Assert.Equal(0, Shard.Of("any", 1));
}
