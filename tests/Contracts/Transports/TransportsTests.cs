using System.Runtime.CompilerServices;
using CleanFiles.Infrastructure.Messaging;

namespace CleanFiles.Contracts.Tests.Transports;

public class TransportsTests
{
    internal static IReadOnlyList<TransportSuite> All { get; } = [.. typeof(TransportSuite).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(TransportSuite)) && !type.IsAbstract)
        .Select(type => (TransportSuite)RuntimeHelpers.GetUninitializedObject(type))
        .OrderBy(suite => suite.Transport).ThenBy(suite => suite.Promises.Name, StringComparer.Ordinal)];

    [Fact]
    public void Every_transport_that_can_be_chosen_passes_the_suite() =>
        Assert.Equal(Enum.GetValues<MessagingTransport>(), All.Select(suite => suite.Transport).Distinct());
}
