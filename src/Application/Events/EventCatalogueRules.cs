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
        return catalogue.Find(contract.Name, contract.Version - 1) is null || contract.Upcast is null
            ? $"{what} needs version {contract.Version - 1} and an upcaster from it, since events of that version may still be on their way; set Upcast."
            : null;
    }

    public static string? ProblemOf(this EventCatalogue catalogue, string consumer, IReadOnlyCollection<Type> handled)
    {
        if (handled.FirstOrDefault(type => !catalogue.Has(type)) is { } unknown)
            return $"{consumer} handles {unknown.Name}, which this service does not publish; "
                + $"add it to {nameof(EventCatalogue)}.{nameof(EventCatalogue.Default)}, with {nameof(EventContract.External)} if another service does.";
        var contracts = handled.Select(catalogue.Describe).ToList();
        if (contracts.GroupBy(contract => contract.Name).FirstOrDefault(versions => versions.Count() > 1) is { } several)
            return $"{consumer} handles several versions of {several.Key}; let it handle version {several.Max(one => one.Version)} alone, "
                + "older events are upcast to it.";
        return contracts.Select(contract => TooOld(catalogue, consumer, contract)).FirstOrDefault(problem => problem is not null);
    }

    private static string? TooOld(EventCatalogue catalogue, string consumer, EventContract handled)
    {
        var newest = catalogue.Find(handled.Name, Versions(catalogue, handled.Name).Max())!;
        return handled.Version >= newest.ReadableAs ? null
            : $"{consumer} handles version {handled.Version} of {handled.Name}, and version {newest.Version} can be read from version "
                + $"{newest.ReadableAs} on; let it handle {newest.Type.Name}.";
    }

    private static IEnumerable<int> Versions(EventCatalogue catalogue, string name) =>
        catalogue.Contracts.Where(contract => contract.Name == name).Select(contract => contract.Version);
}
