using System.Runtime.CompilerServices;
using CleanFiles.Infrastructure.Messaging;

namespace CleanFiles.Contracts.Tests.Transports;

public class TransportsTests
{
    [Fact]
    public void Every_transport_that_can_be_chosen_passes_the_suite()
    {
        var tested = typeof(TransportSuite).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(TransportSuite)) && !type.IsAbstract)
            .Select(type => ((TransportSuite)RuntimeHelpers.GetUninitializedObject(type)).Transport);

        Assert.Equal(Enum.GetValues<MessagingTransport>(), tested.Distinct().Order());
    }
}
