using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>Whether everything that is raised is published and everything that is handled exists: asked before anything runs.</summary>
internal static class Wiring
{
    /// <returns>The consumers of this build.</returns>
    /// <exception cref="EventCatalogueException">
    /// A contract has a field that its schema would not tell, a domain event has no contract, or a consumer handles what nobody publishes.
    /// </exception>
    /// <exception cref="InvalidOperationException">A consumer is not well declared.</exception>
    public static IReadOnlyList<ConsumerDescriptor> Check(EventCatalogue catalogue, EventMapper mapper)
    {
        catalogue.EnsurePlain();
        mapper.EnsureComplete(typeof(IDomainEvent).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IDomainEvent))), catalogue);
        var consumers = ConsumerDescriptor.Find(typeof(ConsumerAttribute).Assembly);
        foreach (var consumer in consumers) catalogue.EnsureReadBy(consumer.Name, [.. consumer.Handlers.Keys]);
        return consumers;
    }
}
