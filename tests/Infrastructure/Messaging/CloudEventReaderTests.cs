using System.Text;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Tests.Messaging;

/// <summary>What arrives from a broker is anybody's; what is no event is refused in a sentence, never with another exception.</summary>
public class CloudEventReaderTests
{
    private const string Attributes =
        """ "specversion":"1.0","id":"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11","source":"/x","type":"file.moved","time":"2026-03-02T12:00:00Z","data":{} """;

    [Theory, Enforces(20)]
    [InlineData("\"specversion\":\"1.0\",", "", "The attribute specversion is missing.")]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", "The message is a CloudEvent of version 0.3; 1.0 is read here.")]
    [InlineData("\"id\":\"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11\",", "", "The attribute id is missing.")]
    [InlineData("\"id\":\"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11\"", "\"id\":\"\"", "The attribute id is missing.")]
    [InlineData("\"id\":\"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11\"", "\"id\":null", "The attribute id is missing.")]
    [InlineData("\"id\":\"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11\"", "\"id\":{\"a\":1}", "The attribute id is missing.")]
    [InlineData("\"source\":\"/x\",", "", "The attribute source is missing.")]
    [InlineData("\"type\":\"file.moved\",", "", "The attribute type is missing.")]
    [InlineData("\"type\":\"file.moved\"", "\"type\":7", "The attribute type is missing.")]
    [InlineData("\"type\":\"file.moved\"", "\"type\":\"file.moved\",\"type\":\"file.deleted\"", "The attribute type is there twice.")]
    [InlineData("\"data\":{}", "\"data\":{},\"data\":1", "The attribute data is there twice.")]
    [InlineData("\"data\":{}", "\"data_base64\":\"AAEC\"", "The data is not JSON, which is read here.")]
    [InlineData("\"time\":\"2026-03-02T12:00:00Z\",", "", "The attribute time is missing.")]
    [InlineData("2026-03-02T12:00:00Z", "yesterday", "The message cannot be read: A date needs its time and an offset, such as 2026-01-02T03:04:05Z (RFC 3339).")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":\"two\"", "The attribute schemaversion is 'two'; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":0", "The attribute schemaversion is 0; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":-1", "The attribute schemaversion is -1; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":1.5", "The attribute schemaversion is 1.5; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"readableas\":99999999999", "The attribute readableas is 99999999999; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":\"2\"", "The attribute schemaversion is '2'; it must be a whole number from 1.")]
    [InlineData("\"data\":{}", "\"data\":{},\"schemaversion\":2,\"readableas\":5", "The attribute readableas is 5; it must not be above schemaversion, 2.")]
    [InlineData("\"data\":{}", "\"data\":{},\"datacontenttype\":\"application/xml\"", "The data is not JSON, which is read here.")]
    [InlineData("\"data\":{}", "\"data\":{},\"sequence\":\"first\"", "The attribute sequence is 'first'; it must be a whole number.")]
    [InlineData("\"data\":{}", "\"data\":{},\"sequence\":\"\\u001b[2J\\r\\n\"", "The attribute sequence is ' [2J  '; it must be a whole number.")]
    public void A_message_that_is_no_event_is_refused_with_the_attribute_that_is_wrong(string right, string wrong, string problem)
    {
        Assert.Contains(right, Attributes, StringComparison.Ordinal);

        Assert.Equal(problem, Refused($"{{{Attributes.Replace(right, wrong, StringComparison.Ordinal)}}}"));
    }

    [Theory, Enforces(20)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("<html>503 Service Unavailable</html>")]
    [InlineData("{")]
    [InlineData("{\"id\":")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{\"id\":\"x\"}{}")]
    [InlineData("{\"id\":\"x\"} trailing")]
    public void What_is_no_JSON_object_is_refused(string message) => Assert.NotEmpty(Refused(message));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Throws<UnreadableEventException>(() => CloudEventReader.Read(new byte[] { (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)'}' }));

    [Fact]
    public void A_message_cut_off_anywhere_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes($"{{{Attributes}}}");

        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<UnreadableEventException>(() => CloudEventReader.Read(whole.AsMemory(0, length)));
        Assert.Equal("file.moved", CloudEventReader.Read(whole).Type);
    }

    [Fact]
    public void A_byte_order_mark_before_it_does_no_harm() => Assert.Equal("file.moved", Read($"\ufeff{{{Attributes}}}").Type);

    [Fact, Enforces(20)]
    public void Attributes_that_are_not_ours_are_passed_over() =>
        Assert.Equal("file.moved", Read($$"""{{{Attributes}},"colour":"red","flag":true,"size":7,"weight":1.5,"far":99999999999,"deep":{"a":[1]},"data_base64":null}""").Type);

    [Fact]
    public void A_cause_that_is_no_UUID_is_known_by_what_its_event_is_known_by() => Assert.Equal(
        CloudEventId.Of("/x", "order 7"), Read($$"""{{{Attributes}},"causationid":"order 7","datacontenttype":"application/json; charset=utf-8"}""").Headers.CausationId);

    [Fact, Enforces(20)]
    public void An_id_that_is_no_UUID_is_always_the_same_event_of_its_source_and_no_other()
    {
        var ids = from source in (string[])["/x", "/y"]
                  from id in (string[])["7", "8", "6F1F9A04-77C4-4B58-9D5A-2C7F3A1F0B1"]
                  select CloudEventId.Of(source, id);

        Assert.Equal(6, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(8, id.Version));
        Assert.Equal(CloudEventId.Of("/x", "7"), CloudEventId.Of("/x", "7"));
    }

    [Fact, Enforces(20)]
    public void One_UUID_of_several_services_is_an_event_of_each_and_only_ours_is_known_by_it_alone()
    {
        var ids = ((string[])[CloudEvent.Source, "/x", "/y"]).Select(source => Read($"{{{Attributes.Replace("/x", source, StringComparison.Ordinal)}}}").Id).ToList();

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(new Guid("6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11"), ids[0]);
    }

    [Fact]
    public void A_cause_that_is_a_UUID_may_be_an_event_of_ours_and_is_known_by_it() => Assert.Equal(
        new Guid("b1946ac9-2c4e-4a0e-8a2e-1f0f5d7d2c11"),
        Read($$"""{{{Attributes}},"causationid":"b1946ac9-2c4e-4a0e-8a2e-1f0f5d7d2c11"}""").Headers.CausationId);

    private static string Refused(string message) => Assert.Throws<UnreadableEventException>(() => Read(message)).Message;

    private static Application.Ports.Envelope Read(string message) => CloudEventReader.Read(Encoding.UTF8.GetBytes(message));
}
