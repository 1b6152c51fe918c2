using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Tests.Consumers;

public class SprocketTests
{
    [Fact]
    public async Task It_has_an_effect()
    {
        var contract = EventCatalogue.Default.Describe(typeof(HandledContract));
        var (_, data) = EventCatalogue.Default.Write(contract.Example!);
        var envelope = new Envelope(Guid.CreateVersion7(), contract.Name, contract.Version, "stream", 1, DateTimeOffset.UnixEpoch, data, new EnvelopeHeaders("request"));

        var effect = await new Sprocket().HandleAsync((HandledContract)contract.Example!, envelope, TestContext.Current.CancellationToken);

        Assert.NotNull(effect);
    }
}
