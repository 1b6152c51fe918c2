using System.Reflection;
using System.Text.RegularExpressions;
using CleanFiles.Application.Consumers;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class ConsumerTests
{
    private static readonly Rule<Type[]> Named = new(
        8,
        "A consumer is sealed and has a stable name of its own.",
        "Seal it and give it a [Consumer(\"lower-case-words\", kind)] of its own; inbox rows and queues will bear that name for ever.",
        types =>
        {
            var consumers = types.Where(IsConsumer).ToList();
            var names = consumers.Select(NameOf).OfType<string>().CountBy(name => name).ToDictionary();
            return consumers.Select(type => new Finding(type.Name, !type.IsSealed ? "is not sealed"
                : NameOf(type) is not { } name ? "has no [Consumer]"
                : !StableName().IsMatch(name) ? $"has the name \"{name}\""
                : names[name] > 1 ? $"shares the name \"{name}\""
                : null));
        });

    /// <summary>The folders of features: wherever the product handles a request.</summary>
    private static readonly string[] UseCases =
    [
        .. Code.Product.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetInterfaces().Any(one => one.Name == "IRequestHandler`2")).Select(type => type.Namespace!).Distinct(),
    ];

    private static readonly Rule<Assembly[]> HostCommits = new(
        8,
        "Only use cases commit; what a consumer changes is committed by its host, together with the inbox row.",
        "Return an Effect and leave the commit to the host (src/Application/Consumers/IConsumer.cs).",
        assemblies => Mentions.AllowOnlyFor(
            assemblies.All(), ["CleanFiles.Application.Ports.IUnitOfWork"],
            [.. UseCases, "CleanFiles.Infrastructure.Persistence", "CleanFiles.Infrastructure"]));

    private static readonly Rule<Assembly[]> RelayPublishes = new(
        6,
        "Only the relay publishes.",
        "Raise a domain event on the aggregate; the outbox and the relay do the rest, and lose nothing when the process dies.",
        assemblies => Mentions.AllowOnlyFor(
            assemblies.All(), ["CleanFiles.Application.Ports.IPublisher"],
            "CleanFiles.Infrastructure.Relay", "CleanFiles.Infrastructure.Messaging.*", "CleanFiles.Infrastructure"));

    [Fact, Enforces(8)]
    public void A_consumer_is_sealed_and_has_a_stable_name_of_its_own()
    {
        Named.HoldsFor([.. Code.Product.Classes()]);
        Named.Catches([.. Code.Planted.Classes()], "Nameless", "Shouting", "FirstTwin", "SecondTwin", "Planted", "Open");
    }

    [Fact, Enforces(8)]
    public void Only_use_cases_commit()
    {
        HostCommits.HoldsFor(Code.Product);
        HostCommits.Catches(Code.Planted, "CleanFiles.Application.Consumers.Committer");
    }

    [Fact, Enforces(6, 13, 28)]
    public void Only_the_relay_publishes()
    {
        RelayPublishes.HoldsFor(Code.Product);
        RelayPublishes.Catches(Code.Planted, "CleanFiles.Application.Consumers.Shortcut");
    }

    private static bool IsConsumer(Type type) => type.GetInterfaces().Any(contract =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>));

    private static string? NameOf(Type type) => type.GetCustomAttribute<ConsumerAttribute>()?.Name;

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex StableName();
}
