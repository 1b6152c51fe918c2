using System.Reflection;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Calls the handler of one event type on a consumer instance.</summary>
internal delegate Task<Effect?> Handle(object consumer, IIntegrationEvent @event, Envelope envelope, CancellationToken ct);

/// <summary>A consumer as its class declares it.</summary>
internal sealed record ConsumerDescriptor(string Name, ConsumerKind Kind, int MaxBatch, Type Type, IReadOnlyDictionary<Type, Handle> Handlers)
{
    private static readonly MethodInfo BindMethod = typeof(ConsumerDescriptor).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Every class with a <see cref="ConsumerAttribute"/>.</summary>
    /// <exception cref="EventCatalogueException">Two bear the same name, or one handles nothing.</exception>
    public static IReadOnlyList<ConsumerDescriptor> Find(params IEnumerable<Assembly> assemblies)
    {
        var found = assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(ConsumerAttribute)))
            .Select(Of).OrderBy(consumer => consumer.Name, StringComparer.Ordinal).ToList();
        if (found.GroupBy(consumer => consumer.Name).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new EventCatalogueException(
                $"Several consumers are named {twins.Key}: {string.Join(", ", twins.Select(twin => twin.Type.Name))}; give each a name of its own in [Consumer].");
        return found;
    }

    public static ConsumerDescriptor Of(Type type)
    {
        var attribute = type.GetCustomAttribute<ConsumerAttribute>()!;
        if (attribute.MaxBatch < 1)
            throw new EventCatalogueException($"{type.Name} has MaxBatch {attribute.MaxBatch} in [Consumer]; at least one event makes a batch.");
        var handlers = type.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => i.GetGenericArguments()[0])
            .ToDictionary(e => e, e => (Handle)BindMethod.MakeGenericMethod(e).Invoke(null, null)!);
        return handlers.Count > 0
            ? new ConsumerDescriptor(attribute.Name, attribute.Kind, attribute.MaxBatch, type, handlers)
            : throw new EventCatalogueException($"{type.Name} has [Consumer] and handles nothing; implement IConsumer<TEvent>, or remove the attribute.");
    }

    public Subscription ToSubscription(EventCatalogue catalogue, ConsumerOptions options) => new(
        Name,
        Handlers.Keys.Select(type => catalogue.Describe(type).Name).ToHashSet(),
        Kind == ConsumerKind.Transactional ? Math.Min(options.BatchSize, MaxBatch) : 1,
        Kind == ConsumerKind.Transactional ? 1 : options.Concurrency)
    {
        Elsewhere = Handlers.Keys.Select(catalogue.Describe).Where(contract => contract.External is not null)
            .GroupBy(contract => contract.External!.Topic, contract => contract.Name)
            .ToDictionary(topic => topic.Key, topic => (IReadOnlySet<string>)topic.ToHashSet()),
    };

    private static Handle Bind<TEvent>() where TEvent : IIntegrationEvent =>
        (consumer, @event, envelope, ct) => ((IConsumer<TEvent>)consumer).HandleAsync((TEvent)@event, envelope, ct);
}
