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

    private static readonly Roles Everything = new(true, true, true, new HashSet<string>());

    public bool All => Api && Relay && AllConsumers;

    public static Roles Read(SettingsReader settings)
    {
        var named = (settings.Text(Key) ?? Default).Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = named.Except(Known, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var role in unknown) settings.Refuse(Key, $"'{role}' is no role, choose among {string.Join(", ", Known)}");
        if (unknown.Count > 0) return Everything;
        var consumers = KnownConsumers.Where(name => named.Contains($"Consumers:{name}")).ToHashSet(StringComparer.Ordinal);
        var all = named.Contains("Consumers") || consumers.Count == KnownConsumers.Count;
        return new Roles(named.Contains("Api"), named.Contains("Relay"), all, consumers);
    }

    public bool Runs(string consumer) => AllConsumers || Consumers.Contains(consumer);

    public override string ToString() => string.Join(", ", Names());

    private static IEnumerable<string> Known => ["Api", "Relay", "Consumers", .. KnownConsumers.Select(name => $"Consumers:{name}")];

    private static string? NameOf(Type type) => type.GetCustomAttribute<ConsumerAttribute>()?.Name;

    private IEnumerable<string> Names()
    {
        if (Api) yield return "Api";
        if (Relay) yield return "Relay";
        if (AllConsumers) yield return "Consumers";
        else foreach (var consumer in Consumers.Order(StringComparer.Ordinal)) yield return $"Consumers:{consumer}";
    }
}
