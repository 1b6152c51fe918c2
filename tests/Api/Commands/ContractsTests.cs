using CleanFiles.Api.Commands;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Commands;

public sealed class ContractsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact, Enforces(21)]
    public async Task The_first_time_it_writes_everything_and_the_second_time_nothing()
    {
        using var console = new Console();

        var first = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);
        var second = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(Files(), first.Out.Order(StringComparer.Ordinal));
        Assert.Contains($"Wrote {_folder.Path}/file.uploaded/2.schema.json.", first.Out);
        Assert.Equal(["Nothing has changed."], second.Out);
        Assert.False(Directory.Exists(Path.Combine(console.DataPath, "cleanfiles.db")), "it needs no database");
    }

    [Fact, Enforces(21)]
    public async Task A_breaking_change_is_refused_with_a_sentence_and_nothing_is_written()
    {
        using var console = new Console();
        await console.RunAsync("contracts", "accept", "--folder", _folder.Path);
        // Seen from the code, the accepted version had a field more.
        Edit("file.renamed/1.schema.json", text => text.Replace("\"oldName\": {", "\"reason\": { \"type\": \"string\" },\n    \"oldName\": {", StringComparison.Ordinal));
        Edit("README.md", _ => "old");

        var answer = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(["file.renamed 1: reason was removed; undo it, or publish it as a version 2.", "Nothing was written."], answer.Error);
        Assert.Empty(answer.Out);
        Assert.Equal("old", File.ReadAllText(_folder.File("README.md")));
    }

    [Fact, Enforces(21)]
    public async Task An_allowed_change_is_written_and_said()
    {
        using var console = new Console();
        await console.RunAsync("contracts", "accept", "--folder", _folder.Path);
        Edit("file.renamed/1.schema.json", text => text.Replace("A file was given another name.", "A file was renamed.", StringComparison.Ordinal));

        var answer = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);

        Assert.Equal([$"Wrote {_folder.Path}/file.renamed/1.schema.json."], answer.Out);
        Assert.Contains("A file was given another name.", File.ReadAllText(_folder.File("file.renamed/1.schema.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Called_elsewhere_it_says_where_to_call_it()
    {
        using var console = new Console();

        var answer = await console.RunAsync("contracts", "accept", "--folder", "nowhere");

        Assert.Equal(ExitCode.WrongUse, answer.ExitCode);
        Assert.Equal(["There is no folder nowhere here; call this from the root of the repository, or name the folder with --folder."], answer.Error);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        using var console = new Console();
        File.WriteAllText(_folder.File("file.uploaded"), "a file where a folder should be");

        var answer = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);

        Assert.Equal(ExitCode.WrongUse, answer.ExitCode);
        Assert.StartsWith($"{_folder.Path} cannot be read or written: ", Assert.Single(answer.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_version_control_has_left_in_conflict_is_named()
    {
        using var console = new Console();
        await console.RunAsync("contracts", "accept", "--folder", _folder.Path);
        Edit("file.renamed/1.schema.json", text => "<<<<<<< HEAD\n" + text);

        var answer = await console.RunAsync("contracts", "accept", "--folder", _folder.Path);

        Assert.Equal(ExitCode.WrongUse, answer.ExitCode);
        Assert.Contains("1.schema.json is no JSON, so restore it from version control: ", Assert.Single(answer.Error), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Edit(string file, Func<string, string> change) => File.WriteAllText(_folder.File(file), change(File.ReadAllText(_folder.File(file))));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(file => $"Wrote {file.Replace('\\', '/')}.").Order(StringComparer.Ordinal);
}
