using Amazon.SQS;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;
using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure;

/// <summary>Everything that differs between the transports, side by side.</summary>
internal static class MessagingServices
{
    public static void AddMessaging(this IServiceCollection services, ServiceOptions options)
    {
        if (options.Messaging.Transport == MessagingTransport.InMemory) services.AddInMemory(options.InMemory);
        else services.AddSqs(options);
    }

    private static void AddInMemory(this IServiceCollection services, InMemoryOptions options)
    {
        services.AddSingleton(options).AddSingleton(EventChannel.InMemory).AddSingleton<IParkingLot, ParkingLot>().AddSingleton<InMemoryBus>();
        services.AddSingleton<IPublisher>(provider => provider.GetRequiredService<InMemoryBus>());
        services.AddSingleton<ISubscriber>(provider => provider.GetRequiredService<InMemoryBus>());
    }

    private static void AddSqs(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options.Sqs).AddSingleton(ChannelOf(options.Sqs));
        services.AddSingleton<ISns>(_ => new SnsClient(options.Sqs.Aws)).AddSingleton<IAmazonSQS>(_ => AwsClients.Sqs(options.Sqs.Aws));
        // Of all consumers, also those that run elsewhere: nothing is published before each has its queue.
        services.AddSingleton<IReadOnlyList<Subscription>>(provider =>
        [
            .. provider.GetServices<ConsumerDescriptor>()
                .Select(consumer => consumer.ToSubscription(provider.GetRequiredService<EventCatalogue>(), options.Consumers)),
        ]);
        if (options.Sqs.Provisioning == SqsProvisioning.Assume) services.AddSingleton<ISqsTopology, SqsAssumed>();
        else
            services.AddSingleton<ISqsTopology>(provider =>
                ActivatorUtilities.CreateInstance<SqsProvisioned>(provider, options.Consumers.MaxAttempts + SqsOptions.Spare));
        if (options.Roles.Relay) services.AddHostedService<SqsCheck>();
        services.AddHostedService<ParkedLeftovers>();
        services.AddSingleton<IPublisher, SnsPublisher>().AddSingleton<ISubscriber, SqsSubscriber>();
        services.AddSingleton<IDeadLetterNet, DeadLetterNet>().AddSingleton<DeadLetterQueues>();
        services.AddSingleton<IDeadLetterSource>(provider => provider.GetRequiredService<DeadLetterQueues>());
    }

    private static EventChannel ChannelOf(SqsOptions options) => new(
        $"The SNS topic ({options.Kind})",
        options.TopicArn?.Split(':')[^1] ?? new SqsNames(options.Name, options.Kind).Topic,
        "Subscribe a queue of your own, with raw delivery and a filter policy on the message attribute type.");
}
