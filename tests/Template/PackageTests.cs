using System.IO.Compression;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

public sealed class PackageTests(TemplatePackage template)
{
    private static readonly string[] ByKind = ["content/", "items/", "tests/"];

    [Fact]
    public void The_package_has_what_the_snapshot_says_and_no_more()
    {
        using var package = ZipFile.OpenRead(template.File);

        IsAsBefore("packed.txt", package.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName))
            .Where(file => file.StartsWith("content/", StringComparison.Ordinal) || file.StartsWith("items/", StringComparison.Ordinal)));
    }

    [Theory, Enforces(37)]
    [InlineData("false", "bare.txt")]
    [InlineData("true", "sample.txt")]
    public async Task With_the_example_and_without_it_there_is_what_the_snapshot_says_and_no_more(string sample, string snapshot)
    {
        using var service = await template.GenerateAsync("Acme.Orders", folder: null, "--sample", sample);

        IsAsBefore(snapshot, service.Files);
    }

    [Fact, Enforces(37)]
    public async Task What_comes_out_is_what_was_packed_but_for_the_templates_own_settings()
    {
        using var service = await template.GenerateAsync("CleanFiles");
        using var package = ZipFile.OpenRead(template.File);

        var packed = package.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName))
            .Where(file => file.StartsWith("content/", StringComparison.Ordinal) && !file.StartsWith("content/.template.config/", StringComparison.Ordinal) && !file.StartsWith("content/eng/Template/bare/", StringComparison.Ordinal) && !file.StartsWith("content/eng/Template/servers/", StringComparison.Ordinal))
            .Select(file => file["content/".Length..].Replace("eng/Template/always/", "", StringComparison.Ordinal));
        Assert.Equal(packed.Order(StringComparer.Ordinal), service.Files);
    }

    /// <summary>Tests, and what is packed, by folders and kinds of files: one more class is no news there, one more folder is.</summary>
    internal static void IsAsBefore(string snapshot, IEnumerable<string> files)
    {
        var (path, now) = (Path.Combine(RepositoryRoot.Path, "tests/Template", snapshot), string.Concat(files.Select(file => $"{Kind(file)}\n").Distinct().Order(StringComparer.Ordinal)));
        if (Environment.GetEnvironmentVariable("CLEANFILES_RENEW") == "1") File.WriteAllText(path, now);

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), now);
    }

    private static string Kind(string file) =>
        file.LastIndexOf('/') is var slash && slash > 0 && Array.Exists(ByKind, folder => file.StartsWith(folder, StringComparison.Ordinal))
            ? $"{file[..slash]}/*{Path.GetExtension(file)}"
            : file;
}
