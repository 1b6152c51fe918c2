// Brings what has changed in the template since this service was made into the service: three-way, so that your own changes stay.
//
//   dotnet run --file eng/template-diff.cs -- --from old.nupkg --to new.nupkg [--dry-run] [--force]
//   dotnet run --file eng/template-diff.cs -- 0.2.0 [--dry-run] [--force]
//
// `dotnet pack eng/Template` in the template's repository makes such a package. A number is enough where a package feed has that version and the
// one that this service was made by. Both are generated in a temporary folder, under the name and with the options in eng/template-version.json.
// --dry-run says what would become of each file and changes none; --force does it although not everything is committed. Migrations are never
// changed. Needs git. Exit codes: 0 merged; 1 something is left for you; 2 it could not be done.
using System.Diagnostics;
using System.Text.Json.Nodes;

var (dryRun, force) = (args.Contains("--dry-run"), args.Contains("--force"));
if (Packages([.. args.Where(arg => arg is not ("--dry-run" or "--force"))]) is not { } packages)
    return Fail("Say from which package to which: dotnet run --file eng/template-diff.cs -- --from old.nupkg --to new.nupkg");
if (new[] { packages.From, packages.To }.FirstOrDefault(file => Path.IsPathRooted(file) && !File.Exists(file)) is { } missing) return Fail($"There is no package {missing}; say where it is.");
var root = Environment.CurrentDirectory;
var stampPath = Path.Combine(root, "eng", "template-version.json");
if (!File.Exists(stampPath)) return Fail("There is no eng/template-version.json here; run this at the root of a service that was made from the template.");
var stamp = JsonNode.Parse(File.ReadAllText(stampPath))!;
var work = Directory.CreateTempSubdirectory("template-diff-");
try
{
    if (!dryRun && !force && Uncommitted() is { } why) return Fail($"{why}, so this could not be undone; commit what there is, look with --dry-run, or add --force.");
    var before = Generate(packages.From ?? $"{stamp["package"]}@{stamp["version"]}", "before");
    var after = Generate(Path.IsPathRooted(packages.To) ? packages.To : $"{stamp["package"]}@{packages.To}", "after");
    Run(root, ["git", "--version"]);
    return Merge(before, after);
}
catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
{
    return Fail(e.Message);
}
finally
{
    work.Delete(recursive: true);
}

static (string? From, string To)? Packages(string[] args) => args switch
{
    [var version] when !version.StartsWith('-') => (null, version),
    ["--to", var to] => (null, Path.GetFullPath(to)),
    ["--to", var to, "--from", var from] => (Path.GetFullPath(from), Path.GetFullPath(to)),
    ["--from", var from, "--to", var to] => (Path.GetFullPath(from), Path.GetFullPath(to)),
    _ => null,
};

// Half a sentence, or null when git has everything.
string? Uncommitted()
{
    try
    {
        return Run(root, ["git", "status", "--porcelain", "--", "."]).Length > 0 ? "Not everything here is committed" : null;
    }
    catch (InvalidOperationException)
    {
        return "This is no git repository";
    }
}

static int Fail(string sentence)
{
    Console.Error.WriteLine(sentence);
    return 2;
}

// A folder with what that version makes of the same name and options. Options that it does not know yet are left away.
string Generate(string package, string name)
{
    string[] hive = ["--debug:custom-hive", Path.Combine(work.FullName, $"{name}-hive")];
    Run(work.FullName, ["dotnet", "new", "install", package, .. hive]);
    var help = Run(work.FullName, ["dotnet", "new", "TEMPLATE_SHORT", "--help", .. hive]);
    var options = stamp["options"]!.AsObject().Where(option => help.Contains($"--{option.Key}", StringComparison.Ordinal))
        .SelectMany(option => new[] { $"--{option.Key}", option.Value!.GetValue<string>() });
    var folder = Path.Combine(work.FullName, name);
    Run(work.FullName, ["dotnet", "new", "TEMPLATE_SHORT", "-n", $"{stamp["name"]}", "-o", folder, .. options, .. hive]);
    return folder;
}

int Merge(string before, string after)
{
    var (taken, merged, left) = (new List<string>(), new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
    foreach (var file in Files(before).Union(Files(after)).Order(StringComparer.Ordinal))
    {
        var (old, @new, mine) = (Text(before, file), Text(after, file), Text(root, file));
        if (old == @new || mine == @new) continue;
        if (Path.GetFileName(Path.GetDirectoryName(file)) == "Migrations")
            left.Add($"{Path.GetDirectoryName(file)}: the template's migrations have changed, and yours stay; make one of what the model has become: dotnet ef migrations add");
        else if (mine == old)
        {
            Put(file, @new);
            taken.Add(file);
        }
        else if (@new is null) left.Add($"{file}: the template has it no more, and you have changed it");
        else if (mine is null) left.Add($"{file}: the template has changed it, and you have removed it");
        else if (old is null)
        {
            Put($"{file}.template", @new);
            left.Add($"{file}: the template has one too now, which is {file}.template");
        }
        else
        {
            var (text, conflicts) = MergeText(mine, old, @new);
            if (conflicts <= 127) Put(file, text);
            if (conflicts == 0) merged.Add(file);
            else left.Add($"{file}: {(conflicts > 127 ? "it could not be merged" : "look for <<<<<<<")}");
        }
    }

    if (dryRun)
    {
        foreach (var file in taken) Console.WriteLine($"  {file}: as in the new version");
        foreach (var file in merged) Console.WriteLine($"  {file}: merged with your changes");
    }

    Console.WriteLine($"{(dryRun ? "Nothing was changed. It would be so: " : "")}{taken.Count} files are as in the new version, {merged.Count} were merged with your changes, {left.Count} are left for you{(left.Count == 0 ? "." : ":")}");
    foreach (var sentence in left) Console.WriteLine($"  {sentence}");
    return left.Count == 0 ? 0 : 1;
}

(string Text, int Conflicts) MergeText(string mine, string old, string @new)
{
    string[] texts = [mine, old, @new], files = [.. texts.Select((_, i) => Path.Combine(work.FullName, $"text{i}"))];
    foreach (var (file, text) in files.Zip(texts)) File.WriteAllText(file, text);
    using var git = Process.Start(new ProcessStartInfo("git", ["merge-file", "-L", "yours", "-L", "before", "-L", "template", .. files]))!;
    git.WaitForExit();
    return (File.ReadAllText(files[0]), git.ExitCode);
}

void Put(string file, string? text)
{
    if (dryRun) return;
    var path = Path.Combine(root, file);
    if (text is null)
    {
        File.Delete(path);
        return;
    }

    // What was checked out with the ends of lines of another system keeps them.
    if (File.Exists(path) && File.ReadAllText(path).Contains("\r\n", StringComparison.Ordinal)) text = text.ReplaceLineEndings("\r\n");
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
}

static IEnumerable<string> Files(string folder) =>
    Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

// Whatever ends its lines.
static string? Text(string folder, string file) =>
    Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;

static string Run(string folder, string[] command)
{
    using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
    })!;
    var errors = process.StandardError.ReadToEndAsync();
    var printed = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{string.Join(' ', command)} failed: {errors.Result}{printed}");
}
