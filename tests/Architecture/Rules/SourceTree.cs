using System.Collections;

namespace CleanFiles.Architecture.Tests.Rules;

/// <summary>The files of a repository by their paths from its root, with slashes: the real one's, or made up to break a rule.</summary>
internal sealed class SourceTree : IEnumerable<KeyValuePair<string, string>>
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "data", "artifacts", "TestResults", ".git", ".vs", ".idea"];

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>The folder of the real one.</summary>
    public static string Root { get; } = Find().FullName;

    public static SourceTree Real { get; } = Read(new DirectoryInfo(Root));

    public string this[string path] => _files[path];

    public void Add(string path, string text) => _files.Add(path, text);

    public bool Has(string path) => _files.ContainsKey(path);

    public IEnumerable<(string Path, string Text)> Under(string folder, string extension) =>
        from file in _files
        where file.Key.StartsWith(folder, StringComparison.Ordinal) && file.Key.EndsWith(extension, StringComparison.Ordinal)
        select (file.Key, file.Value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _files.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static DirectoryInfo Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("*.sln").Any()) return folder;
        throw new InvalidOperationException($"There is no solution above {AppContext.BaseDirectory}.");
    }

    private static SourceTree Read(DirectoryInfo root)
    {
        var tree = new SourceTree();
        foreach (var file in Walk(root))
            tree.Add(Path.GetRelativePath(root.FullName, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName));
        return tree;
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles().Concat(
        folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name)).SelectMany(Walk));
}
