using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":"x"}""", """ { "b":"x", "a":"1" } """)]
    [InlineData("""{"a":["x"]}""", """{"a":"x"}""")]
    [InlineData("""{"a":["x","y"]}""", """{"a":["y","x"]}""")]
    [InlineData("""{"a":true}""", """{"a":"true"}""")]
    [InlineData("""{"a":{"b":[{"c":1}]}}""", """{"a":{"b":{"c":1}}}""")]
    public void What_AWS_takes_for_the_same_is_the_same(string left, string right) => Assert.True(CanonicalJson.AreSame(left, right));

    [Theory]
    [InlineData("""{"a":"x"}""", """{"a":"X"}""")]
    [InlineData("""{"a":["x"]}""", """{"a":["x","y"]}""")]
    [InlineData("""{"a":["x","y"]}""", """{"a":"x,y"}""")]
    [InlineData("""{"a":["x\",\"y","z"]}""", """{"a":["x","y\",\"z"]}""")]
    [InlineData("""{"a":null}""", """{"a":"null"}""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":1}""")]
    public void What_differs_differs(string left, string right) => Assert.False(CanonicalJson.AreSame(left, right));
}
