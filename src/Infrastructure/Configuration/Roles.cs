using System.Reflection;
using CleanFiles.Application.Consumers;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>What this process does: one build runs as one service or as several.</summary>
/// <param name="Consumers">Names of the consumers that run here; none when every consumer does (<paramref name="AllConsumers"/>).</param>
internal sealed record Roles(bool Api, bool Relay, bool AllConsumers, IReadOnlySet<string> Consumers)
{
    public const string Key = "Roles";

    public const string Default = "Api,Relay,Consumers";

    public static IReadOnlyList<string> KnownConsumers { get; } =
        [.. typeof(ConsumerAttribute).Assembly.GetTypes().Select(NameOf).OfType<string>().Order(StringComparer.Ordinal)];

    public bool All => Api && Relay && AllConsumers;

    public static Roles Read(SettingsReader settings)
    {
        var roles = (settings.Text(Key) ?? Default).Split(',', StringSplitOptions.TrimEntries);
        var consumers = new HashSet<string>(StringComparer.Ordinal);
        bool Has(string role) => roles.Contains(role, StringComparer.OrdinalIgnoreCase);
        foreach (var role in roles)
        {
            if (role.ToUpperInvariant() is "API" or "RELAY" or "CONSUMERS") continue;
            if (KnownConsumers.FirstOrDefault(name => role.Equals($"Consumers:{name}", StringComparison.OrdinalIgnoreCase)) is { } consumer)
                consumers.Add(consumer);
            else settings.Refuse(Key, $"'{role}' is no role, choose among Api, Relay, Consumers and {Each("Consumers:")}");
        }

        return new Roles(Has("Api"), Has("Relay"), Has("Consumers") || KnownConsumers.All(consumers.Contains), consumers);
    }

    public bool Runs(string consumer) => AllConsumers || Consumers.Contains(consumer);

    public override string ToString() => string.Join(", ", Names());

    private static string Each(string prefix) => string.Join(", ", KnownConsumers.Select(name => prefix + name));

    private static string? NameOf(Type type) => type.GetCustomAttribute<ConsumerAttribute>()?.Name;

    private IEnumerable<string> Names()
    {
        if (Api) yield return "Api";
        if (Relay) yield return "Relay";
        if (AllConsumers) yield return "Consumers";
        else foreach (var consumer in Consumers.Order(StringComparer.Ordinal)) yield return $"Consumers:{consumer}";
    }
}
