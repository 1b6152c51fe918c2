namespace CleanFiles.Application.Events;

/// <summary>What must fit together in a catalogue, so that everything published can be read; each answer is one sentence, or null (ADR 0021).</summary>
internal static class EventCatalogueRules
{
    public static string? ProblemOf(this EventCatalogue catalogue, EventContract contract)
    {
        var what = $"{contract.Name} version {contract.Version}";
        if (contract.ReadableAs < 1 || contract.ReadableAs > contract.Version)
            return $"{what} says that it is readable as version {contract.ReadableAs}; name one from 1 to {contract.Version}.";
        if (contract.Version == Versions(catalogue, contract.Name).Min())
            return contract.Upcast is null ? null : $"{what} has an upcaster, but there is no version before it; leave Upcast out.";
        if (catalogue.Find(contract.Name, contract.Version - 1) is not { } before || contract.Upcast is not { } upcast)
            return $"{what} needs version {contract.Version - 1} and an upcaster from it, since events of that version may still be on their way; set Upcast.";
        return upcast.From == before.Type && upcast.To == contract.Type
            ? null
            : $"{what} has an upcaster from {upcast.From.Name} to {upcast.To.Name}; it must make {contract.Type.Name} of {before.Type.Name}.";
    }

    public static string? ProblemOf(this EventCatalogue catalogue, string consumer, IReadOnlyCollection<Type> handled)
    {
        if (handled.FirstOrDefault(type => !catalogue.Has(type)) is { } unknown)
            return $"{consumer} handles {unknown.Name}, which this service does not publish; "
                + $"add it to {nameof(OurEvents)}, with {nameof(EventContract.External)} if another service does.";
        var contracts = handled.Select(catalogue.Describe).ToList();
        if (contracts.GroupBy(contract => contract.Name).FirstOrDefault(versions => versions.Count() > 1) is { } several)
            return $"{consumer} handles several versions of {several.Key}; let it handle version {several.Max(one => one.Version)} alone, "
                + "older events are upcast to it.";
        return contracts.Select(contract => TooOld(catalogue, consumer, contract)).FirstOrDefault(problem => problem is not null);
    }

    private static string? TooOld(EventCatalogue catalogue, string consumer, EventContract handled)
    {
        // Each, not the newest alone: events of all of them may be on their way.
        var above = catalogue.Contracts.Where(contract => contract.Name == handled.Name && contract.Version > handled.Version).ToList();
        return above.FirstOrDefault(contract => contract.ReadableAs > handled.Version) is not { } beyond ? null
            : $"{consumer} handles version {handled.Version} of {handled.Name}, and version {beyond.Version} can be read from version "
                + $"{beyond.ReadableAs} on; let it handle {above.MaxBy(contract => contract.Version)!.Type.Name}.";
    }

    private static IEnumerable<int> Versions(EventCatalogue catalogue, string name) =>
        catalogue.Contracts.Where(contract => contract.Name == name).Select(contract => contract.Version);
}
