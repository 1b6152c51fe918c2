using System.Globalization;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Resilience.Tests.Variants;
using CleanFiles.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>
/// One process of a run: the product's assemblies as they are, composed as the product composes them, with crash points around its ports.
/// It takes orders by its input, and ends with it.
/// </summary>
internal static class NodeProgram
{
    public const string Name = "node";

    /// <summary>What it says when it has started, and when its writers have ended.</summary>
    public const string Ready = "ready", Written = "written";

    /// <summary>Orders: die at a crash point (and at which pass of it), do not, set the clock, write no more.</summary>
    public const string Arm = "arm", Disarm = "disarm", Jump = "jump", Enough = "enough";

    /// <summary>Of the real consumers the one that writes a row for each event.</summary>
    public const string Auditor = "auditor";

    public static IReadOnlyList<string> Consumers { get; } = [Auditor, Recorder.Name, Caller.Name];

    public static async Task RunAsync(NodeRole role, Variant variant)
    {
        var builder = Host.CreateApplicationBuilder();
        var (points, time) = (new CrashPoints(), new JumpingTime());
        Compose(builder.Services, builder.Configuration, points, variant).AddSingleton<TimeProvider>(time);
        using var host = builder.Build();
        await host.StartAsync();
        using var enough = new CancellationTokenSource();
        var writing = role == NodeRole.Writer ? WriteAsync(host.Services, enough.Token) : Task.CompletedTask;
        Console.WriteLine(Ready);
        // A host that ends by itself, because a part of it failed, ends the process: nobody shall take it for one that works.
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => Environment.Exit(1));
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } order) Obey(order.Split(' '), points, time, enough);
        await enough.CancelAsync();
        await writing;
    }

    /// <summary>The product with the consumers of a run.</summary>
    public static IServiceCollection Compose(IServiceCollection services, IConfiguration configuration, CrashPoints points, Variant variant)
    {
        var options = ServiceOptions.From(configuration);
        // Shorter than a service may be told: a process that is killed is missed the sooner.
        var visibility = configuration.GetValue("VisibilitySeconds", options.Sqs.Visibility.TotalSeconds);
        options = options with { Sqs = options.Sqs with { Visibility = TimeSpan.FromSeconds(visibility) } };
        services.AddApplication().AddInfrastructure(options);
        var auditor = services.Select(service => service.ImplementationInstance).OfType<ConsumerDescriptor>().Single(consumer => consumer.Name == Auditor);
        services.RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>();
        foreach (var consumer in new[] { auditor, ConsumerDescriptor.Of(typeof(Recorder)), ConsumerDescriptor.Of(typeof(Caller)) })
        {
            if (options.Roles.Runs(consumer.Name)) services.AddConsumer(consumer);
            else services.AddSingleton(consumer);
        }

        return services.Broken(variant)
            .Around<IFlush>((_, inner) => new CrashingFlush(inner, points))
            .Around<IOutboxLog>((_, inner) => new CrashingLog(inner, points))
            .Around<IPublisher>((_, inner) => new CrashingPublisher(inner, points))
            .Around<ISubscriber>((_, inner) => new CrashingSubscriber(inner, points))
            .Around<IInbox>((_, inner) => new CrashingInbox(inner, points));
    }

    private static async Task WriteAsync(IServiceProvider services, CancellationToken enough)
    {
        await new Writer(services.GetRequiredService<IServiceScopeFactory>()).RunAsync(enough);
        Console.WriteLine(Written);
    }

    private static void Obey(string[] order, CrashPoints points, JumpingTime time, CancellationTokenSource enough)
    {
        switch (order)
        {
            case [Arm, var point, var passes]:
                points.Arm(Enum.Parse<CrashPoint>(point), int.Parse(passes, CultureInfo.InvariantCulture));
                break;
            case [Disarm]:
                points.Disarm();
                break;
            case [Jump, var seconds]:
                time.Jump(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
                break;
            case [Enough]:
                enough.Cancel();
                break;
        }
    }
}
