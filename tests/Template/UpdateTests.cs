using System.IO.Compression;
using System.Text.Json;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

/// <summary>A service that was made from one version of the template takes over what the next one has changed.</summary>
public sealed class UpdateTests(TemplatePackage template) : IDisposable
{
    private const string Aggregate = "src/Domain/Invoices/Invoice.cs", Page = "src/Application/Page.cs", Added = "src/Application/Added.cs",
        Migrations = "src/Infrastructure/Persistence/Sqlite/Migrations";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_output_says_which_version_it_was_made_by_and_how()
    {
        using var service = await template.GenerateAsync("my-shop", folder: null, "--sample", "false", "--aggregate", "LineItem", "--database", "Postgres");

        var stamp = JsonDocument.Parse(service.Read("eng/template-version.json")).RootElement;
        Assert.EndsWith($".{stamp.GetProperty("version").GetString()}.nupkg", template.File, StringComparison.Ordinal);
        Assert.Equal("my-shop", stamp.GetProperty("name").GetString());
        Assert.Equal(
            [("sample", "False"), ("aggregate", "LineItem"), ("database", "Postgres"), ("transport", "InMemory")],
            stamp.GetProperty("options").EnumerateObject().Select(option => (option.Name, option.Value.GetString()!)));
    }

    [Fact, Enforces(37)]
    public async Task What_the_next_version_has_changed_comes_in_and_what_is_the_services_own_stays()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        Change(service, Aggregate, "public const int MaxTitle = 200;", "public const int MaxTitle = 500;");
        service.Write("src/Domain/Invoices/Own.cs", "// Ours.");
        foreach (var file in new[] { Aggregate, Page }) service.Write(file, service.Read(file).ReplaceLineEndings("\r\n"));
        await CommitAsync(service);

        var printed = await UpdateAsync(service);

        Assert.Contains("1 were merged with your changes, 0 are left for you.", printed, StringComparison.Ordinal);
        Assert.Contains("public const int MaxTitle = 500;", service.Read(Aggregate), StringComparison.Ordinal);
        Assert.Contains("The next version says it better.", service.Read(Aggregate), StringComparison.Ordinal);
        Assert.Contains("// Changed.", service.Read(Page), StringComparison.Ordinal);
        foreach (var file in new[] { Aggregate, Page }) Assert.Equal(service.Read(file).ReplaceLineEndings("\r\n"), service.Read(file));
        Assert.Contains("namespace Acme.Invoices.Application;", service.Read(Added), StringComparison.Ordinal);
        Assert.DoesNotContain("compose.yaml", service.Files);
        Assert.Equal("// Ours.", service.Read("src/Domain/Invoices/Own.cs"));
        Assert.Contains("\"version\": \"0.2.0\"", service.Read("eng/template-version.json"), StringComparison.Ordinal);
    }

    /// <summary>With nothing but the number of the next version, as from a package feed.</summary>
    [Fact, Enforces(37)]
    public async Task A_number_is_enough_where_a_feed_has_both_versions_and_the_example_is_updated_too()
    {
        using var service = await template.GenerateAsync("my-files");
        await CommitAsync(service);
        NextVersion(_ => { });
        File.Copy(template.File, _folder.File(Path.GetFileName(template.File)));
        File.WriteAllText(_folder.File("nuget.config"), $"<configuration><packageSources><clear/><add key='feed' value='{_folder.Path}'/></packageSources></configuration>");

        // It installs them in temporary folders, which have that feed above them.
        await using var terminal = new Shell(service.Path);
        var printed = await terminal.RunAsync($"TMPDIR={_folder.Path} dotnet run --file eng/template-diff.cs -- 0.2.0 2>&1");

        Assert.Contains(" 0 were merged with your changes, 0 are left for you.", printed, StringComparison.Ordinal);
        Assert.Contains("// Changed.", service.Read(Page), StringComparison.Ordinal);
        Assert.Contains("\"version\": \"0.2.0\"", service.Read("eng/template-version.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_have_changed_is_left_with_both_in_it_and_told()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        Change(service, Aggregate, "/// <summary>The first aggregate of this service", "/// <summary>What a customer owes");
        service.Write(Added, "// Ours.");
        Change(service, "compose.yaml", "services:", "services: # ours");
        await CommitAsync(service);

        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => UpdateAsync(service));

        Assert.Contains("3 are left for you:", told.Message, StringComparison.Ordinal);
        Assert.Contains($"{Aggregate}: look for <<<<<<<", told.Message, StringComparison.Ordinal);
        Assert.Contains("What a customer owes", service.Read(Aggregate), StringComparison.Ordinal);
        Assert.Contains("The next version says it better.", service.Read(Aggregate), StringComparison.Ordinal);
        Assert.Equal("// Ours.", service.Read(Added));
        Assert.Contains($"{Added}.template", service.Files);
        Assert.Contains("services: # ours", service.Read("compose.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_stay_as_they_are_and_it_is_told_that_the_templates_have_changed()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        var before = MigrationsOf(service);
        await CommitAsync(service);

        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => UpdateAsync(service, ChangeMigrations));

        Assert.Contains("1 are left for you:", told.Message, StringComparison.Ordinal);
        Assert.Contains($"{Migrations}: the template's migrations have changed, and yours stay", told.Message, StringComparison.Ordinal);
        Assert.Equal(before, MigrationsOf(service));
    }

    [Fact]
    public async Task What_is_not_committed_is_not_touched_unless_it_is_forced_and_a_dry_run_says_what_would_be()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        var page = service.Read(Page);

        var noRepository = await Assert.ThrowsAsync<InvalidOperationException>(() => UpdateAsync(service));
        await CommitAsync(service);
        service.Write("src/Domain/Invoices/Own.cs", "// Ours.");
        var uncommitted = await Assert.ThrowsAsync<InvalidOperationException>(() => UpdateAsync(service));
        var dry = await UpdateAsync(service, "--dry-run");

        Assert.Contains("This is no git repository, so this could not be undone", noRepository.Message, StringComparison.Ordinal);
        Assert.Contains("Not everything here is committed, so this could not be undone", uncommitted.Message, StringComparison.Ordinal);
        Assert.Contains($"  {Page}: as in the new version", dry, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed. It would be so:", dry, StringComparison.Ordinal);
        Assert.Equal(page, service.Read(Page));
        Assert.DoesNotContain(Added, service.Files);
        Assert.Contains("compose.yaml", service.Files);

        await UpdateAsync(service, "--force");
        Assert.Contains("// Changed.", service.Read(Page), StringComparison.Ordinal);
    }

    private static string MigrationsOf(Output service) =>
        string.Join('\n', service.Files.Where(file => file.StartsWith(Migrations, StringComparison.Ordinal)).Select(file => $"{file}\n{service.Read(file)}"));

    /// <summary>One is new, one is changed, one is gone.</summary>
    private static void ChangeMigrations(ZipArchive package)
    {
        const string folder = $"content/eng/Template/bare/{Migrations}";
        Edit(package, $"{folder}/SqliteDbContextModelSnapshot.cs", text => $"{text}// Changed.\n");
        package.Entries.Single(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal) && entry.FullName.EndsWith("Designer.cs", StringComparison.Ordinal)).Delete();
        using var added = new StreamWriter(package.CreateEntry($"{folder}/20270101000000_Second.cs").Open());
        added.Write("// Added.\n");
    }

    private static async Task CommitAsync(Output service)
    {
        await using var terminal = new Shell(service.Path);
        await terminal.RunAsync("git init -q; git add -A; git -c user.name=somebody -c user.email=somebody@example.com commit -qm 'As it is'");
    }

    private Task<string> UpdateAsync(Output service, params string[] flags) => UpdateAsync(service, _ => { }, flags);

    private Task<string> UpdateAsync(Output service, Action<ZipArchive> change, params string[] flags) => Dotnet.RunAsync(
        service.Path, ["run", "--file", "eng/template-diff.cs", "--", "--to", NextVersion(change), "--from", template.File, .. flags]);

    /// <summary>The package of this version, changed as a next one might be.</summary>
    private string NextVersion(Action<ZipArchive> change)
    {
        var file = _folder.File("CleanFiles.Template.0.2.0.nupkg");
        if (File.Exists(file)) return file;
        File.Copy(template.File, file);
        using var package = ZipFile.Open(file, ZipArchiveMode.Update);
        Edit(package, "CleanFiles.Template.nuspec", text => text.Replace("<version>0.1.0</version>", "<version>0.2.0</version>", StringComparison.Ordinal));
        Edit(package, "content/.template.config/template.json", text => text.Replace("\"0.1.0\"", "\"0.2.0\"", StringComparison.Ordinal));
        Edit(package, "content/eng/Template/bare/src/Domain/Sprockets/Sprocket.cs", text => text.Replace(
            "/// <summary>The first aggregate of this service: put your own rules in the place of these.</summary>", "/// <summary>The next version says it better.</summary>", StringComparison.Ordinal));
        Edit(package, $"content/{Page}", text => $"{text}// Changed.\n");
        using (var added = new StreamWriter(package.CreateEntry($"content/{Added}").Open())) added.Write("namespace CleanFiles.Application;\n");
        package.GetEntry("content/compose.yaml")!.Delete();
        change(package);
        return file;
    }

    private static void Edit(ZipArchive package, string name, Func<string, string> change)
    {
        var entry = package.GetEntry(name)!;
        string text;
        using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
        Assert.NotEqual(text, change(text));
        entry.Delete();
        using var writer = new StreamWriter(package.CreateEntry(name).Open());
        writer.Write(change(text));
    }

    private static void Change(Output service, string file, string old, string @new)
    {
        Assert.Contains(old, service.Read(file), StringComparison.Ordinal);
        service.Write(file, service.Read(file).Replace(old, @new, StringComparison.Ordinal));
    }
}
