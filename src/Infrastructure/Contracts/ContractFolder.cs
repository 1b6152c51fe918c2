using System.Text.Json;
using System.Text.Json.Nodes;
using CleanFiles.Application.Events;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>
/// What is checked in of the contracts, docs/events: for each version its schema, and the samples of what was published as it. Files are
/// named relative to the folder, with slashes.
/// </summary>
internal sealed class ContractFolder(string path)
{
    private const string SchemaEnding = ".schema.json";

    public static string SchemaOf(EventContract contract) => $"{contract.Name}/{contract.Version}{SchemaEnding}";

    /// <summary>Of every version that was ever accepted.</summary>
    public IReadOnlyList<string> Schemas() => Files(".", $"*{SchemaEnding}", SearchOption.AllDirectories);

    public IReadOnlyList<string> Samples() => Files(".", "*.sample*.json", SearchOption.AllDirectories);

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<string> SamplesOf(EventContract contract) =>
        [.. Files(contract.Name, $"{contract.Version}.sample*.json", SearchOption.TopDirectoryOnly).OrderBy(file => file.Length)];

    /// <summary>What the first so many samples are called: sample, sample-2, sample-3, ...</summary>
    public static IEnumerable<string> FirstSamplesOf(EventContract contract, int count) =>
        Enumerable.Range(1, count).Select(number => $"{contract.Name}/{contract.Version}.sample{(number == 1 ? "" : $"-{number}")}.json");

    /// <summary>With plain line ends, whatever version control made of them; null when it is not there.</summary>
    public string? Read(string file) =>
        File.Exists(Path.Combine(path, file)) ? File.ReadAllText(Path.Combine(path, file)).ReplaceLineEndings("\n") : null;

    /// <exception cref="EventCatalogueException">It is no JSON.</exception>
    public JsonNode? ReadJson(string file)
    {
        try
        {
            return Read(file) is { } text ? JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) : null;
        }
        catch (JsonException e)
        {
            throw new EventCatalogueException($"{Path.Combine(path, file)} is no JSON, so restore it from version control: {e.Message}");
        }
    }

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, file))!);
        File.WriteAllText(Path.Combine(path, file), text);
    }

    private IReadOnlyList<string> Files(string folder, string pattern, SearchOption depth)
    {
        if (!Directory.Exists(Path.Combine(path, folder))) return [];
        var files = Directory.EnumerateFiles(Path.Combine(path, folder), pattern, depth);
        return [.. files.Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }
}
