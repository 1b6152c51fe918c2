using System.Text;
using System.Text.Json.Nodes;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>Holds the code's contracts against what was accepted of them before (ADR 0021).</summary>
internal sealed class ContractGate(EventCatalogue catalogue, ContractFolder folder)
{
    private readonly List<EventContract> _published = [.. catalogue.Contracts.Where(contract => contract.External is null)];

    /// <summary>What may not be accepted, a sentence each: somebody could not read what is published, or what was published.</summary>
    /// <exception cref="EventCatalogueException">A file cannot be read.</exception>
    public IReadOnlyList<string> Breaches() =>
    [
        .. _published.SelectMany(Changes),
        .. _published.SelectMany(UntrueClaims),
        .. Gone(),
        // Where the schema says already what was done, its samples would only repeat it.
        .. _published.Where(contract => !Changes(contract).Any()).SelectMany(UnreadableSamples),
    ];

    /// <summary>The schemas and samples that the code would write otherwise, or that are not there yet, with what they should be.</summary>
    /// <exception cref="EventCatalogueException">A contract has no example.</exception>
    public IReadOnlyDictionary<string, string> Outdated() => _published
        .Select(contract => KeyValuePair.Create(ContractFolder.SchemaOf(contract), ContractJson.Text(ContractSchema.Document(contract))))
        .Where(schema => folder.Read(schema.Key) != schema.Value)
        .Concat(_published.SelectMany(NewSamples)).ToDictionary();

    private IEnumerable<string> Changes(EventContract contract)
    {
        var accepted = folder.ReadJson(ContractFolder.SchemaOf(contract));
        if (accepted is null)
            return folder.SamplesOf(contract).Count == 0 ? [] : [$"{contract.Name} {contract.Version} lost its schema; restore {ContractFolder.SchemaOf(contract)}."];
        return from breach in Compared(accepted, contract)
               select $"{contract.Name} {contract.Version}: {breach}; undo it, or publish it as a version {contract.Version + 1}.";
    }

    private static IReadOnlyList<Breach> Compared(JsonNode accepted, EventContract contract)
    {
        try
        {
            return Compatibility.Within(accepted, ContractSchema.Document(contract));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new EventCatalogueException($"{ContractFolder.SchemaOf(contract)} is no JSON Schema, so restore it from version control: {e.Message}");
        }
    }

    private IEnumerable<string> UntrueClaims(EventContract contract) =>
        from older in _published
        where older.Name == contract.Name && older.Version >= contract.ReadableAs && older.Version < contract.Version
        from breach in Compatibility.ForReadersOf(ContractSchema.Document(older), ContractSchema.Document(contract))
        select $"{contract.Name} {contract.Version} is not readable as version {older.Version}: {breach}; keep the field, or say ReadableAs = {contract.Version}.";

    private IEnumerable<string> Gone()
    {
        foreach (var file in folder.Schemas().Except(_published.Select(ContractFolder.SchemaOf)).Concat(folder.Samples().Except(_published.SelectMany(folder.SamplesOf))))
            yield return $"{file} has no contract in the catalogue any more; keep it there, since events of it may still be on their way.";
        foreach (var contract in _published)
            foreach (var missing in ContractFolder.FirstSamplesOf(contract, folder.SamplesOf(contract).Count).Except(folder.SamplesOf(contract)))
                yield return $"{missing} is missing; restore it, since events like it must stay readable.";
    }

    /// <summary>A sample is read as its own version and as each later one.</summary>
    private IEnumerable<string> UnreadableSamples(EventContract contract) =>
        from sample in folder.SamplesOf(contract)
        from reader in _published
        where reader.Name == contract.Name && reader.Version >= contract.Version
        let problem = Problem(folder.Read(sample)!, reader)
        where problem is not null
        select $"{sample} can no longer be read as version {reader.Version}: {problem}";

    private string? Problem(string sample, EventContract reader)
    {
        try
        {
            catalogue.Read(CloudEventReader.Read(Encoding.UTF8.GetBytes(sample)), "a reader", [reader.Type]);
            return null;
        }
        catch (UnreadableEventException e)
        {
            return e.Message;
        }
    }

    /// <summary>None when one with this data is there: samples stay as they are, and a new shape gets one of its own beside them.</summary>
    private IEnumerable<KeyValuePair<string, string>> NewSamples(EventContract contract)
    {
        var sample = JsonNode.Parse(CloudEventWriter.Write(ContractSample.Of(catalogue, contract)).Span)!;
        var known = folder.SamplesOf(contract);
        if (known.Any(file => JsonNode.DeepEquals(folder.ReadJson(file)?["data"], sample["data"]))) yield break;
        yield return KeyValuePair.Create(ContractFolder.FirstSamplesOf(contract, known.Count + 1).Last(), ContractJson.Text(sample));
    }
}
