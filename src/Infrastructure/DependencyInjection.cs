using System.Reflection;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Contracts;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure;

internal static class DependencyInjection
{
    /// <summary>Every driven adapter that the settings choose, and the services of this process's roles in the order in which they start.</summary>
    /// <exception cref="EventCatalogueException">An event that aggregates raise has no contract, or a consumer handles what nobody publishes.</exception>
    /// <exception cref="InvalidOperationException">A consumer is not well declared.</exception>
    /// <exception cref="SettingsException">The database's folder cannot be made or written to.</exception>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, ServiceOptions options)
    {
        var consumers = Wiring.Check(EventCatalogue.Default, new EventMapper());
        Folders.CreateForDatabase(options);
        services.AddSingleton(TimeProvider.System).AddScoped<EventOrigin>();
        services.AddPersistence(options);
        services.AddOutbox(options);
        services.AddAdapters(options);
        services.AddSingleton<DatabasePreparation>().AddHostedService(provider => provider.GetRequiredService<DatabasePreparation>());
        services.AddNeighbours(options);
        services.AddMessaging(options);
        services.AddConsumers(options, consumers);
        if (options.Roles.Relay) services.AddRelay(options);
        services.AddRetention(options);
        return services.AddRemainingPorts();
    }

    private static void AddOutbox(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options.Outbox).AddSingleton(options.Relay).AddSingleton(options.Messaging).AddSingleton<OutboxSignal>().AddSingleton<OutboxCommitted>();
        services.AddScoped<EnvelopeFactory>().AddScoped<OutboxFlush>().AddScoped<IFlush>(provider => provider.GetRequiredService<OutboxFlush>());
    }

    private static void AddRelay(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton<RelayStatus>().AddSingleton<OutboxRelay>().AddHostedService<RelayService>();
        services.AddSingleton<IRejectedEvents, RejectedEvents>().AddSingleton<IHealthContributor, RelayHealth>();
    }

    /// <summary>The database's by the relay, whose bookmark it follows.</summary>
    private static void AddRetention(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options.Retention).AddSingleton<Horizon>();
        if (options.Roles.Relay)
        {
            services.AddSingleton<IRetention>(provider => provider.GetRequiredService<IOutboxRetention>());
            services.AddSingleton<IRetention, InboxRetention>();
        }

        services.AddHostedService<RetentionService>();
    }

    private static void AddConsumers(this IServiceCollection services, ServiceOptions options, IEnumerable<ConsumerDescriptor> consumers)
    {
        services.AddSingleton(options.Consumers).AddSingleton<Handling>().AddScoped<IInbox, StoredInbox>();
        services.AddSingleton<IFailedDeliveries, FailedDeliveries>().AddSingleton<IOutages, Outages>();
        services.AddSingleton<IReplays, StoredReplays>().AddSingleton<Replays>();
        services.AddSingleton<DeadLetterBox>().AddSingleton<Replayer>().AddSingleton<ConsumerBacklogs>();
        foreach (var consumer in consumers)
        {
            if (options.Roles.Runs(consumer.Name)) services.AddConsumer(consumer);
            else services.AddSingleton(consumer);
        }

        services.AddHostedService<ConsumersService>();
    }

    public static IServiceCollection AddConsumer(this IServiceCollection services, ConsumerDescriptor consumer)
    {
        var status = new ConsumerStatus(consumer.Name);
        services.AddSingleton(consumer).AddSingleton<IHealthContributor>(new ConsumerHealth(status));
        services.AddSingleton(provider => new ConsumerHost(
            consumer,
            provider.GetRequiredService<EventCatalogue>(),
            provider.GetRequiredService<ISubscriber>(),
            provider.GetRequiredService<Handling>(),
            provider.GetRequiredService<IFailedDeliveries>(),
            provider.GetRequiredService<IOutages>(),
            provider.GetRequiredService<ConsumerOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            status,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger($"CleanFiles.Consumers.{consumer.Name}")));
        return services.AddScoped(consumer.Type);
    }

    /// <summary>A port with one adapter needs no line here, so that a consumer with a table of its own is added by adding files.</summary>
    private static IServiceCollection AddRemainingPorts(this IServiceCollection services)
    {
        foreach (var adapter in Assembly.GetExecutingAssembly().GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
            foreach (var port in adapter.GetInterfaces().Where(port => port.Namespace == typeof(IUnitOfWork).Namespace))
                services.TryAddScoped(port, adapter);
        return services;
    }
}
