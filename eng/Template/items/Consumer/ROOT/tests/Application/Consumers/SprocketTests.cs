using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Tests.Consumers;

public class SprocketTests
{
    [Fact]
    public async Task It_does_what_it_is_for()
    {
        var contract = EventCatalogue.Default.Describe(typeof(HandledContract));
        Assert.True(contract.Example is not null, "HandledContract has no example: set Example where it is listed in OurEvents, also when it is another service's.");
        var (_, data) = EventCatalogue.Default.Write(contract.Example);
        var envelope = new Envelope(Guid.CreateVersion7(), contract.Name, contract.Version, "stream", 1, DateTimeOffset.UnixEpoch, data, new EnvelopeHeaders("request"));

        var effect = await new Sprocket().HandleAsync((HandledContract)contract.Example, envelope, TestContext.Current.CancellationToken);

        if (effect is not null) await effect(TestContext.Current.CancellationToken);
        Assert.Fail("Say what is there afterwards, or what the port was asked for.");
    }
}
