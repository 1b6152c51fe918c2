using System.Text.RegularExpressions;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

/// <summary>A service that was generated, in a folder of its own.</summary>
internal sealed partial class Output : IDisposable
{
    private readonly TempFolder _folder = new();

    public Output(string folder)
    {
        Path = _folder.File(folder);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>What was said when it was made.</summary>
    public string Printed { get; set; } = "";

    /// <summary>From its root, with slashes, in order.</summary>
    public IReadOnlyList<string> Files => FilesIn(Path);

    public static IReadOnlyList<string> FilesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "data" or "node_modules")).Order(StringComparer.Ordinal),
    ];

    /// <summary>As a service called Acme.Orders has them, on the defaults.</summary>
    public IEnumerable<string> UnderTheNameOfTheSnapshots()
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(Files.Single(file => file.EndsWith(".sln", StringComparison.Ordinal)));
        return Files.Where(file => file != "src/Api/appsettings.Development.json")
            .Select(file => System.IO.Path.GetFileNameWithoutExtension(file) == name ? file.Replace(name, "Acme.Orders", StringComparison.Ordinal) : file);
    }

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    /// <summary>Paths and lines in which the template's own name or one of its marks is left, but for those that find it again and for its licence.</summary>
    public IEnumerable<string> Leftovers() =>
        Files.Where(file => Name().IsMatch(file)).Concat(Lines(Name()).Where(line => !line.StartsWith("eng/template", StringComparison.Ordinal) && !line.StartsWith("LICENSE", StringComparison.Ordinal) && !ItemTemplate().IsMatch(line)));

    /// <summary>Lines with a condition that the template should have decided.</summary>
    public IEnumerable<string> Conditions() => Lines(Condition());

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Lines(Regex pattern) =>
        from file in Files
        from line in Read(file).Split('\n')
        where pattern.IsMatch(line)
        select $"{file}: {line.Trim()}";

    [GeneratedRegex("dotnet new cleanfiles-")]
    private static partial Regex ItemTemplate();

    [GeneratedRegex("cleanfiles|TEMPLATE_|sprocket", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*(//|<!--)?\s*#(if|else|elseif|endif)\b")]
    private static partial Regex Condition();
}
