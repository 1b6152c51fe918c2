using System.Runtime.InteropServices;
using System.Text.Json;

namespace CleanFiles.Benchmarks.Running;

/// <summary>What was measured: a table for people, and JSON for whoever compares runs.</summary>
internal sealed class Report(IReadOnlyList<Result> results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A row for each contender; the ratio is how many times better the first one of its case is.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine("| workload | measure | contender | median | unit | ratio |");
        output.WriteLine("|---|---|---|--:|---|--:|");
        foreach (var row in results)
            output.WriteLine($"| {row.Workload}, {row.Title} | {row.Measure} | {row.Contender} | {row.Median:N2} | {row.Unit} | {Ratio(row):N2} |");
    }

    /// <summary>As JSON, and as a picture beside it.</summary>
    /// <returns>The file.</returns>
    public async Task<string> SaveAsync(string folder, string command)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "benchmarks.json");
        var date = DateTimeOffset.UtcNow;
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(
            new
            {
                Date = date,
                Command = command,
                Processors = Environment.ProcessorCount,
                System = RuntimeInformation.OSDescription,
                Results = results.Select(row => new { row.Workload, row.Title, row.Measure, row.Unit, row.Contender, row.Median, Ratio = Ratio(row), row.Runs }),
            },
            Indented));
        var footer = $"{date:yyyy-MM-dd}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {command}";
        await File.WriteAllTextAsync(Path.ChangeExtension(path, "svg"), new Chart(results, footer).Draw());
        return path;
    }

    /// <returns>Null where there is none: processor time is counted in ticks, of which a short run may have had not one.</returns>
    private double? Ratio(Result row)
    {
        var first = results.First(one => (one.Workload, one.Title, one.Measure) == (row.Workload, row.Title, row.Measure)).Median;
        // Both may be 0.
        if (row.Median == first) return 1;
        var ratio = row.LessIsBetter ? row.Median / first : first / row.Median;
        return double.IsFinite(ratio) ? ratio : null;
    }
}
