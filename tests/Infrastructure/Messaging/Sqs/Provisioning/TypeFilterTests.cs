using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class TypeFilterTests
{
    private readonly TypeFilter _filter = new(["b", "a"]);

    [Theory, Enforces(25)]
    [InlineData("""{"type":["a","b"]}""")]
    [InlineData("""{ "type": ["b", "a"] }""")]
    [InlineData("""{"type":["z","b","a"]}""")]
    [InlineData("""{"type":["a","b",{"prefix":"file."}]}""")]
    public void A_filter_that_lets_these_types_through_holds_whatever_else_it_lets_through(string policy) => Assert.True(IsMet(policy));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"type":["a"]}""")]
    [InlineData("""{"type":["A","b"]}""")]
    [InlineData("""{"type":["a,b"]}""")]
    [InlineData("""{"type":[{"prefix":"a"},{"prefix":"b"}]}""")]
    [InlineData("""{"type":{"a":["b"]}}""")]
    [InlineData("""{"Type":["a","b"]}""")]
    [InlineData("""{"type":["a","b"],"stream":["s"]}""")]
    public void One_that_keeps_any_of_their_events_out_does_not(string policy) => Assert.False(IsMet(policy));

    [Theory, Enforces(25)]
    [InlineData(null, """{"type":["a","b"]}""")]
    [InlineData("""{"type":"z"}""", """{"type":["a","b","z"]}""")]
    [InlineData("""{"type":["b","z",{"prefix":"file."}]}""", """{"type":["a","b","z",{"prefix":"file."}]}""")]
    [InlineData("""{"type":["z"],"stream":["s"]}""", """{"type":["a","b","z"]}""")]
    [InlineData("""{"type":{"a":["b"]}}""", """{"type":["a","b"]}""")]
    public void What_is_set_instead_keeps_what_was_let_through(string? current, string policy)
    {
        Assert.Equal(policy, _filter.Instead(current));
        Assert.True(IsMet(policy));
    }

    private bool IsMet(string policy) => _filter.IsMet(new Dictionary<string, string> { ["FilterPolicy"] = policy });
}
